import { success } from './expectations';
import { inject, ITEMS } from './inject';
import { MATRIX } from './matrix';
import { NODE_NAME, STREAMINGS } from './node';
import { SOURCE } from './source';
import { nodeOutcome } from '../../sandbox/engine';

/**
 * Silence is not sent again in the matrix to save time, so it is named here. What took longer than its
 * user wants to wait never is.
 */
const HEALING = MATRIX.filter(({ nowhere }) => !nowhere).flatMap((fault) =>
	STREAMINGS.flatMap((streaming) => {
		if (fault.totalTimeout !== undefined) return [];
		const expected = fault[streaming];
		const heals = expected && (expected.attempts > 1 || expected.kind === 'timeout');
		return heals ? [{ name: fault.name, fault, streaming }] : [];
	}),
);

it.concurrent.each(HEALING)(
	'an item gets its answer after one $name, streaming $streaming',
	async (row) => {
		const onError = 'stopWorkflow';
		const { run, sent } = await inject({
			package: SOURCE,
			onError,
			failures: 1,
			maxRetries: 1,
			...row,
		});
		expect(run.error).toBeUndefined();
		expect(run.status).toBe('success');
		expect(nodeOutcome(run, NODE_NAME).items).toEqual(
			Array.from({ length: ITEMS }, (_, item) => success(item)),
		);
		expect(sent).toEqual([1, 2, 1, 2, 1]);
	},
);
