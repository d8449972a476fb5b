import { readStories } from '../../services/demo-ehr/readStories.ts';
import { goldenAnswer } from '../builders/goldenAnswer.ts';

/** `npm run golden:print`: the answers about all demo patients as one document, for a physician to read in one go. */
process.stdout.write(readStories().map(goldenAnswer).join('\n---\n\n'));
