import { readStories } from '../../services/demo-ehr/readStories.ts';
import { goldenAnswer } from '../builders/goldenAnswer.ts';
import { AWAITED } from './awaited.ts';

/**
 * `npm run golden:print`: the answers about all demo patients as one document, for a physician to
 * read in one go. Those that are not golden yet say what is missed in them.
 */
const answers = readStories().map((story) => {
  const missing = AWAITED[story.id];
  const note = missing === undefined ? '' : `**Not golden yet:** ${missing}.\n\n`;
  return `${note}${goldenAnswer(story)}`;
});
process.stdout.write(answers.join('\n---\n\n'));
