import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { readBarely, uploadBarely } from '../competitors/bareBatch';
import { loadCompiled } from '../paths';
import { peakOf } from '../measure/memory';
import { inRounds, medianOf, timed, type Samples } from '../measure/rounds';
import type { CaseResult, Row } from '../report/types';
import type * as RowsModule from '../../nodes/shared/chat/batch/rows';
import type * as ResultsModule from '../../nodes/shared/client/batchResults';
import type * as ClientModule from '../../nodes/shared/client/client';
import type * as SettingsModule from '../../nodes/shared/client/requestSettings';
import type * as ItemsModule from '../../nodes/shared/n8n/batchItems';

const ROWS = 50_000;
const ROUNDS = 5;
const ASKED = 'Is this ticket about billing, a bug or something else? '.repeat(18);

/** Writing and uploading the rows of a full job, and reading its results. */
export async function measure(): Promise<CaseResult> {
	const child = fork(join(__dirname, '../servers/filesProcess.ts'), [String(ROWS)]);
	const [baseUrl] = (await once(child, 'message')) as [string];
	const contestant = await ours(baseUrl);
	const rows = Array.from({ length: ROWS }, (_, at) => ({
		customId: String(at),
		request: {
			model: 'm',
			messages: [{ role: 'user' as const, content: `${at} ${ASKED}` }],
			temperature: 0.7,
			max_tokens: 500,
		},
	}));
	// First: afterwards the process has room that it does not give back.
	const uploading = await peakOf(async () => await contestant.upload(rows));
	let kept: unknown;
	const reading = await peakOf(async () => {
		kept = await contestant.read();
	});
	if (!kept) throw new Error('Nothing was read');
	const samples = await inRounds(ROUNDS, [
		async () => ({ 'upload ours': await timed(async () => await contestant.upload(rows)) }),
		async () => ({ 'upload bare': await timed(async () => await uploadBarely(baseUrl, rows)) }),
		async () => ({ 'read ours': await timed(async () => await contestant.read()) }),
		async () => ({
			'read bare': await timed(async () => {
				for (const file of ['input', 'output']) await readBarely(baseUrl, file);
			}),
		}),
	]);
	child.disconnect();
	return {
		rows: [
			ratio(
				'writing and uploading 50,000 rows of 1 KB | a loop of JSON.stringify',
				samples,
				'upload',
				1.5,
			),
			memory('the same: growth of the resident memory at its peak', uploading.resident, 64),
			ratio('reading 50,000 results of 2 KB | splitting lines and JSON.parse', samples, 'read', 2),
			memory(
				'the same: growth at its peak, over what is kept',
				reading.resident - reading.kept,
				128,
			),
		],
		charts: [],
	};
}

async function ours(baseUrl: string) {
	const { TogetherClient } = await loadCompiled<typeof ClientModule>('client/client.js');
	const { readRequestSettings } = await loadCompiled<typeof SettingsModule>(
		'client/requestSettings.js',
	);
	const { planJobs, RowWriter, fileOf } =
		await loadCompiled<typeof RowsModule>('chat/batch/rows.js');
	const { readBatchResults } = await loadCompiled<typeof ResultsModule>('client/batchResults.js');
	const { shapeRow } = await loadCompiled<typeof ItemsModule>('n8n/batchItems.js');
	const client = new TogetherClient({ apiKey: 'batch', baseUrl }, readRequestSettings({}));
	const { signal } = new AbortController();
	return {
		upload: async (rows: RowsModule.BatchRow[]) => {
			const writer = new RowWriter();
			for (const job of planJobs(rows.map((row) => writer.write(row)))) {
				await client.files.upload(
					{
						purpose: 'batch-api',
						fileName: 'rows.jsonl',
						mediaType: 'application/jsonl',
						length: job.bytes,
						open: () => Promise.resolve(fileOf(job.rows)),
					},
					signal,
				);
			}
		},
		read: async () => {
			const batch = { id: 'b', status: 'COMPLETED', inputFileId: 'input', outputFileId: 'output' };
			const form = { simplify: true, includeMessages: false };
			const { rows } = await readBatchResults(client, batch, {
				keepsMessages: false,
				shape: (result, asked) => shapeRow(result, asked, form),
				signal,
			});
			if (rows.length !== ROWS || rows.some(({ outcome }) => !outcome.ok)) {
				throw new Error('Rows are missing');
			}
			return rows;
		},
	};
}

function ratio(title: string, samples: Samples, name: string, than: number): Row {
	const [our, bare] = [medianOf(samples, `${name} ours`), medianOf(samples, `${name} bare`)];
	return {
		case: 12,
		title,
		ours: `${our.toFixed(0)} ms`,
		beside: `${bare.toFixed(0)} ms`,
		figure: { value: our / bare, unit: '×' },
		reach: { is: 'at most', than },
		notes: [],
	};
}

function memory(title: string, bytes: number, than: number): Row {
	return {
		case: 12,
		title: `${title} | what is promised`,
		ours: `${(bytes / 1e6).toFixed(0)} MB`,
		beside: `${than} MB`,
		figure: { value: bytes / 1e6 / than, unit: '×' },
		reach: { is: 'at most', than: 1 },
		notes: [],
	};
}
