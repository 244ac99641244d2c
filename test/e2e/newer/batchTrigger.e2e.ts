import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startStandIn, type StandIn } from '../../../sandbox/standIn';
import { ASKS_ITEM, jobId, runBatch } from '../../support/runBatch';
import { activate, latestExecution, saveCredential, saveWorkflow } from '../server/client';
import { call, signIn, signUp, type Session } from '../server/http';
import { itemsOf } from '../server/execution';
import { startProcess, type Running } from '../server/process';
import { node, workflow } from '../server/workflow';
import { installN8n } from '../setup/install';
import { installPackage } from '../setup/package';

/** n8n polls once a minute at most. */
const LONGEST_MS = 600_000;

describe('the trigger in an n8n of its own', () => {
	let home: string;
	let standIn: StandIn;
	let running: Running;
	const statuses: string[] = [];

	const startAgain = async () => {
		running = await startProcess(await installN8n(), home);
	};

	beforeAll(async () => {
		home = await mkdtemp(join(tmpdir(), 'n8n-batch-'));
		await mkdir(join(home, '.n8n'), { mode: 0o700 });
		await installPackage(join(home, '.n8n'));
		await startAgain();
		standIn = await startStandIn({
			batch: { jobStatus: ({ index }) => statuses[index] ?? 'IN_PROGRESS' },
		});
	}, LONGEST_MS);

	afterAll(async () => {
		await running.stop();
		await standIn.close();
		await rm(home, { recursive: true, force: true, maxRetries: 5 });
	}, LONGEST_MS);

	const create = async (text: string) => {
		const parameters = { messages: ASKS_ITEM };
		return jobId((await runBatch(standIn, 'create', { parameters, input: [{ text }] })).items);
	};

	const polls = () =>
		standIn.requests.filter(({ method, path }) => method === 'GET' && path === '/v1/batches')
			.length;

	async function nextPoll(): Promise<void> {
		const before = polls();
		await standIn.waitUntil(() => polls() > before);
	}

	async function executions(session: Session): Promise<number> {
		const { results } = await call<{ results: unknown[] }>(
			session,
			'GET',
			'/rest/executions?filter=%7B%7D&limit=10',
		);
		return results.length;
	}

	it(
		'loses nothing and tells nothing twice over a restart',
		async () => {
			const session = await signUp(running.url);
			const credential = await saveCredential(session, { apiKey: 'key', baseUrl: standIn.url });
			const trigger = node(
				'Together AI Trigger',
				'n8n-nodes-together-ai.togetherAiTrigger',
				{ pollTimes: { item: [{ mode: 'everyMinute' }] } },
				{ credentials: { togetherAiApi: credential } },
			);
			const done = node('Done', 'n8n-nodes-base.noOp');
			const data = workflow('Collect', [trigger, done], [['Together AI Trigger', 'Done']]);
			await create('old');
			statuses[0] = 'COMPLETED';
			const saved = await saveWorkflow(session, data);
			const first = nextPoll();
			await activate(session, saved);
			await first;
			const long = await create('long');
			await nextPoll();

			// It ends while n8n is down.
			await running.stop();
			statuses[1] = 'COMPLETED';
			await startAgain();
			const again = await signIn(running.url);
			const execution = await latestExecution(again, saved);
			expect(itemsOf(execution, 'Done')).toMatchObject([
				{ batchId: long, customId: '0', text: expect.stringContaining('long') as unknown },
			]);

			await nextPoll();
			await nextPoll();
			expect(await executions(again)).toBe(1);
		},
		LONGEST_MS,
	);
});
