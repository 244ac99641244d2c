import { finishedSince, nextCursor, readCursor } from '../../nodes/TogetherAiTrigger/cursor';
import type { Batch } from '../../nodes/shared/chat/batch/batch';

const START = Date.parse('2026-11-24T00:00:00Z');

/** A job created so many minutes after the start. */
function job(id: string, minutes: number, status = 'COMPLETED'): Batch {
	const createdAt = new Date(START + minutes * 60_000).toISOString();
	return { id, status, inputFileId: '', createdAt };
}

/** Polls lists one after the other, and gives the jobs each told. */
function follow(...lists: Batch[][]): string[][] {
	let cursor = nextCursor(undefined, []);
	return lists.map((batches) => {
		const newestFirst = [...batches].sort((a, b) => (a.createdAt! < b.createdAt! ? 1 : -1));
		const told = finishedSince(cursor, newestFirst).map(({ id }) => id);
		cursor = nextCursor(cursor, newestFirst);
		// As n8n keeps it.
		cursor = readCursor(JSON.parse(JSON.stringify(cursor))) ?? cursor;
		return told.sort();
	});
}

describe('what a trigger remembers', () => {
	it('tells each job once, also one that the list shows late', () => {
		const [a, b, late] = [job('a', 0), job('b', 70), job('late', 60)];
		expect(follow([a], [a, b], [a, b, late], [a, b, late])).toEqual([['a'], ['b'], ['late'], []]);
	});

	it('tells a job that ends after a day, however many came meanwhile', () => {
		const long = (status: string) => job('long', 0, status);
		const others = [job('b', 600), job('c', 1_200)];
		expect(
			follow([long('IN_PROGRESS')], [long('CANCELING'), ...others], [long('CANCELLED'), ...others]),
		).toEqual([[], ['b', 'c'], ['long']]);
	});

	it('forgets nothing when a list comes short', () => {
		const [a, running] = [job('a', 0), job('r', 1, 'IN_PROGRESS')];
		expect(follow([a, running], [], [a, job('r', 1)])).toEqual([['a'], [], ['r']]);
	});

	it('stays small: old jobs are known by their age', () => {
		const jobs = Array.from({ length: 5_000 }, (_, at) => job(`${at}`, at)).reverse();
		const { seen, open } = nextCursor(undefined, jobs);
		expect([seen.length, open.length]).toEqual([61, 0]);
		expect(finishedSince(nextCursor(undefined, jobs), jobs)).toEqual([]);
	});

	it('never has more than ten thousand of a kind', () => {
		const jobs = Array.from({ length: 20_000 }, (_, at) => job(`${at}`, 0, 'IN_PROGRESS'));
		const { seen, open } = nextCursor(undefined, jobs);
		expect([seen.length, open.length]).toEqual([10_000, 10_000]);
	});

	it.each([undefined, null, 'x', {}, { newest: 'x' }])('takes %p for nothing', (value) => {
		expect(readCursor(value)).toBeUndefined();
	});
});
