import { writeFileSync } from 'node:fs';
import { readStories } from '../../services/demo-ehr/readStories.ts';
import { goldenAnswer } from '../builders/goldenAnswer.ts';

/** `npm run golden:write`: writes every golden answer anew, to be read before it is committed. */
for (const story of readStories()) {
  writeFileSync(`test/golden/${story.id}.md`, goldenAnswer(story));
}
