import {
	fileOf,
	planJobs,
	RowWriter,
	type WrittenRow,
} from '../../../nodes/shared/chat/batch/rows';

function row(model: string, bytes: number): WrittenRow {
	return { model, bytes, block: new Uint8Array(), start: 0 };
}

function planned(rows: WrittenRow[]) {
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

describe('the file of a job', () => {
	async function written(rows: WrittenRow[]): Promise<string> {
		const pieces: Uint8Array[] = [];
		for await (const piece of fileOf(rows)) pieces.push(piece);
		const bytes = Buffer.concat(pieces);
		expect(bytes.length).toBe(rows.reduce((sum, row) => sum + row.bytes, 0));
		return bytes.toString();
	}

	/** Some rows are longer than a block, and their characters have one to four bytes. */
	const texts = Array.from({ length: 200 }, (_, at) => '👩‍🚀 é\n\u2028 x'.repeat((at % 40) ** 3));
	const request = (at: number) => ({
		model: at % 3 === 0 ? 'a' : 'b',
		messages: [{ role: 'user' as const, content: texts[at] ?? '' }],
	});

	it('has each row as one line of JSON, also where models take turns', async () => {
		const writer = new RowWriter();
		const rows = texts.map((_, at) => writer.write({ customId: `${at}`, request: request(at) }));
		for (const { rows: ofJob, model } of planJobs(rows)) {
			const lines = (await written(ofJob)).split('\n');
			expect(lines.pop()).toBe('');
			const expected = texts.flatMap((_, at) =>
				request(at).model === model ? [{ custom_id: `${at}`, body: request(at) }] : [],
			);
			expect(lines.map((line): unknown => JSON.parse(line))).toEqual(expected);
		}
	});

	it('keeps nothing of a row that is too large', () => {
		const content = 'x'.repeat(11_000_000);
		const large = { model: 'a', messages: [{ role: 'user' as const, content }] };
		const { bytes, block } = new RowWriter().write({ customId: '1', request: large });
		expect(bytes).toBeGreaterThan(11_000_000);
		expect(block).toHaveLength(0);
	});
});
