import { openChat } from '../helpers/chat';
import { chatTrigger, togetherAi } from '../helpers/nodes';
import { finished, stopExecution } from '../server/client';
import { workflow } from '../server/workflow';
import { LONGEST_MS, START_MS, startCluster, type Cluster } from './cluster';
import { questions } from './questions';
import { askedOf, callsOf, expectNoTrouble, note, openScene, senders, type Scene } from './scene';
import { Speaker } from './speaker';

const BATCHES = 8;

jest.setTimeout(LONGEST_MS);

describe('n8n with workers', () => {
	let n8n: Cluster;
	let scene: Scene;

	beforeAll(async () => {
		n8n = await startCluster(2);
	}, START_MS);

	afterEach(async () => {
		await scene.standIn.close();
	});

	afterAll(async () => {
		await n8n.stop();
	});

	const batchesOf = (count: number) =>
		Array.from({ length: BATCHES }, (_, batch) => questions(batch, count));

	it('spreads executions over the workers, and every item has one outcome', async () => {
		scene = await openScene(n8n, { latencyMs: 1_000 });
		const { ask, traffic, standIn } = scene;
		const words = batchesOf(25);
		const batches = await Promise.all(words.map(ask));

		expect(askedOf(batches)).toEqual(words);
		expect(traffic.calls.map(({ question }) => question).sort()).toEqual(words.flat().sort());
		const shares = await Promise.all(
			n8n.workers.map(async (worker) => (await callsOf(scene, worker)).length),
		);
		const { peakInFlight: peak, connections } = standIn;
		note('spread', { shares, peak, connections });
		expect(Math.min(...shares)).toBeGreaterThan(0);
		expect(shares.reduce((sum, share) => sum + share)).toBe(BATCHES * 25);
	});

	it('shows tokens from a worker in the chat, each before the next is there', async () => {
		const tokens = ['One', ' two', ' three', ' four'];
		const speaker = new Speaker('Count!', tokens);
		scene = await openScene(n8n, { intercept: speaker.intercept });
		const ours = togetherAi(scene.credential, '={{ $json.chatInput }}');
		const data = workflow('Chat', [chatTrigger(), ours], [['Chat', ours.name]]);
		const chat = await openChat(n8n, data);
		const begun = async () => (await Promise.all(n8n.workers.map((each) => each.begun()))).flat();
		const before = await begun();
		const chunks = await chat.say('Count!', speaker.hear);

		note('chat', speaker.delays);
		expect(await begun()).toHaveLength(before.length + 1);
		expect(chunks.map(({ type, content }) => [type, content])).toEqual([
			['begin', undefined],
			...tokens.map((token) => ['item', token]),
			['end', undefined],
		]);
	});

	it('aborts the requests of a worker when its execution is stopped', async () => {
		scene = await openScene(n8n, { latencyMs: (index) => (index === 0 ? 0 : 60_000) });
		const { ask, traffic, standIn } = scene;
		const running = ask(questions(0, 5));
		await standIn.waitUntil(() => standIn.inFlight === 5);
		const id = traffic.calls[0]?.execution ?? '';
		await stopExecution(n8n, id);
		await standIn.waitUntil(() => standIn.inFlight === 0);

		expect(traffic.calls.map(({ isCut }) => isCut)).toEqual([true, true, true, true, true]);
		expect((await finished(n8n, id)).status).toBe('canceled');
		await running;
	});

	it('finds the pace of a throttling server with both workers, and loses nothing', async () => {
		scene = await openScene(n8n, { latencyMs: 200, maxInFlight: 20 });
		const { ask, traffic } = scene;
		const words = batchesOf(250);
		const batches = await Promise.all(words.map(ask));

		expect(askedOf(batches)).toEqual(words);
		const statuses = traffic.calls.map(({ status }) => status);
		expect(statuses.filter((status) => status === 200)).toHaveLength(BATCHES * 250);
		expect(new Set(statuses)).toEqual(new Set([200, 429]));
		const phases = traffic.phases(2_000, await senders(n8n.workers));
		for (const phase of phases) note('throttled', phase);
		const shared = phases.filter(({ isShared }) => isShared);
		const later = shared.slice(Math.floor(shared.length / 2));
		expect(later.length).toBeGreaterThan(0);
		// With one place each they would be safe and slow, with more than 20 refused all the time.
		expect(Math.min(...later.map(({ peaks }) => peaks['all'] ?? 0))).toBeGreaterThan(12);
		const refused = later.reduce((sum, { throttled }) => sum + throttled, 0);
		const answered = later.reduce((sum, phase) => sum + phase.answered, 0);
		expect(refused / answered).toBeLessThan(0.05);
		await expectNoTrouble(n8n);
	});
});
