import { fuzz } from './fuzz';
import { SOURCE } from '../faults/source';

/** As many as fit a gate; `npm run fuzz -- 100000` tries more, from a seed of its own. */
const CASES = 5_000;

it('keeps its promises whatever becomes of an answer', async () => {
	expect(await fuzz(SOURCE, 1, CASES)).toEqual([]);
}, 600_000);
