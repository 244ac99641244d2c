import { performance } from 'node:perf_hooks';

import { readExecution } from '../server/execution';
import { LONGEST_MS, START_MS, startCluster, type Cluster, type Worker } from './cluster';
import { eventually } from '../server/member';
import { questions } from './questions';
import { askedOf, callsOf, note, openScene, type Scene } from './scene';

const BATCHES = 8;
const ITEMS = 25;

/**
 * How soon n8n sees that a worker is gone, in ms. Its own values are 60 000, 10 000 and 30 000,
 * which only makes the test longer.
 */
const STALLED = {
	QUEUE_WORKER_LOCK_DURATION: '10000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
	QUEUE_WORKER_STALLED_INTERVAL: '2000',
};

jest.setTimeout(LONGEST_MS);

describe('a worker that is killed', () => {
	const words = Array.from({ length: BATCHES }, (_, batch) => questions(batch, ITEMS));
	let n8n: Cluster;
	let scene: Scene;

	beforeAll(async () => {
		n8n = await startCluster(2, STALLED);
		scene = await openScene(n8n, { latencyMs: 1_000 });
	}, START_MS);

	afterAll(async () => await n8n.stop());
	afterAll(async () => await scene.standIn.close());

	async function busiest(): Promise<Worker> {
		const [one, two] = n8n.workers;
		if (!one || !two) throw new Error('There are no two workers');
		const [ones, twos] = [await callsOf(scene, one), await callsOf(scene, two)];
		return ones.length > twos.length ? one : two;
	}

	it('takes only its own executions along, and no request goes on', async () => {
		const { ask, traffic, standIn } = scene;
		const running = Promise.all(
			words.map(async (batch) => {
				const answer = await ask(batch);
				return { ...answer, at: performance.now() };
			}),
		);
		await standIn.waitUntil(() => traffic.open.length > 20);
		const victim = await busiest();
		const killedAt = performance.now();
		await victim.kill();
		const ended = await victim.ended();
		const lost = (await victim.begun()).filter((execution) => !ended.includes(execution));
		const callsOfLost = () => traffic.calls.filter(({ execution }) => lost.includes(execution));
		await eventually('its connections are closed', 60_000, () =>
			callsOfLost().every(({ to }) => to !== undefined),
		);
		const closedAt = performance.now();
		const batches = await running;

		const cut = callsOfLost().filter(({ isCut }) => isCut);
		const executions = await Promise.all(lost.map(async (id) => await readExecution(n8n, id)));
		const failed = batches.filter(({ status }) => status !== 200);
		const [first] = executions;
		note('killed', {
			lost: lost.length,
			cut: cut.length,
			answeredBefore: callsOfLost().length - cut.length,
			closedMs: Math.max(...cut.map(({ to = Infinity }) => to - killedAt)),
			othersDoneMs: lastOf(batches.filter(({ status }) => status === 200)) - killedAt,
			toldMs: lastOf(failed) - killedAt,
			statuses: executions.map(({ status }) => status),
			said: first?.error?.message,
		});
		expect(lost.length).toBeGreaterThan(0);
		expect(cut.length).toBeGreaterThan(0);
		// Nobody asks again for what the killed one had asked, nor for what it had not.
		expect(callsOfLost().filter(({ from }) => from > closedAt)).toEqual([]);
		const known = traffic.calls.map(({ question }) => question);
		expect(known).toHaveLength(new Set(known).size);
		expect(executions.map(({ status }) => status)).toEqual(lost.map(() => 'error'));
		expect(failed.map(({ status }) => status)).toEqual(lost.map(() => 500));
		const whole = askedOf(batches.filter(({ status }) => status === 200));
		expect(whole).toEqual(words.filter((_, at) => batches[at]?.status === 200));
	});

	it('is replaced by the next', async () => {
		const worker = await n8n.addWorker();
		scene.traffic.clear();
		expect(askedOf(await Promise.all(words.map(scene.ask)))).toEqual(words);
		expect((await callsOf(scene, worker)).length).toBeGreaterThan(0);
	});
});

function lastOf(batches: ReadonlyArray<{ at: number }>): number {
	return Math.max(...batches.map(({ at }) => at));
}
