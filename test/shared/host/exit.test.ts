import { runInChild } from './runInChild';
import { answerOf, STREAMINGS } from '../../faults/node';
import { startStandIn } from '../../../sandbox/standIn';

/** What may be there at the end: the pipes to this process, and a file the engine still reads. */
const HARMLESS = ['PipeWrap', 'FSReqCallback'];

it.each(STREAMINGS)('a process ends right after its last item, streaming %s', async (streaming) => {
	const server = await startStandIn({ reply: answerOf });
	const result = await runInChild({ baseUrl: server.url, items: 40, requests: { streaming } });
	await server.close();
	expect(result).toMatchObject({ status: 'success', exitCode: 0, stderr: '' });
	expect(result.items.map(({ text }) => text)).toEqual(
		Array.from({ length: 40 }, (_, item) => `Answer ${item}`),
	);
	// No socket, no server, no timer.
	expect(result.alive.filter((name) => !HARMLESS.includes(name))).toEqual([]);
});

it('a process ends after errors, retries and a stream that stays open', async () => {
	const server = await startStandIn({
		reply: answerOf,
		intercept: ({ index, response }) => {
			if (index === 0) response.writeHead(429, { 'retry-after-ms': '250' }).end();
			if (index === 1) response.writeHead(400).end();
			if (index === 2) response.socket?.destroy();
			if (index > 2) return false;
			return true;
		},
	});
	const result = await runInChild({ baseUrl: server.url, items: 20 });
	await server.close();
	expect(result).toMatchObject({ status: 'success', exitCode: 0, stderr: '' });
	expect(result.items).toHaveLength(20);
	expect(result.items.filter(({ error }) => error !== undefined)).toHaveLength(1);
	expect(result.alive.filter((name) => !HARMLESS.includes(name))).toEqual([]);
});
