import { planJobs, type SizedRow } from '../../../nodes/shared/chat/batch/rows';

function row(model: string, bytes: number): SizedRow {
	return { customId: '', bytes, request: { model, messages: [] } };
}

function planned(rows: SizedRow[]) {
	return planJobs(rows).map((job) => [job.model, job.rows.length, job.bytes]);
}

describe('the jobs of many rows', () => {
	it('have one model each, whatever the order of the rows', () => {
		expect(planned([row('a', 1), row('b', 2), row('a', 3)])).toEqual([
			['a', 2, 4],
			['b', 1, 2],
		]);
	});

	it('have 50,000 rows at most', () => {
		const rows = Array.from({ length: 100_001 }, () => row('a', 1));
		expect(planned(rows)).toEqual([
			['a', 50_000, 50_000],
			['a', 50_000, 50_000],
			['a', 1, 1],
		]);
	});

	it('have 100 MB at most', () => {
		const rows = [row('a', 60_000_000), row('b', 1), row('a', 40_000_000), row('a', 1)];
		expect(planned(rows)).toEqual([
			['a', 2, 100_000_000],
			['b', 1, 1],
			['a', 1, 1],
		]);
	});

	it('are none for no rows', () => {
		expect(planned([])).toEqual([]);
	});
});
