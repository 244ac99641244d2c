import { inspect } from 'node:util';

import { runNode } from '../support/runNode';
import { startStandIn } from '../../sandbox/standIn';
import { runModel } from '../LmChatTogetherAi/useModel';

const credential = { header: true, headerName: 'X-Gateway-Key', headerValue: ' SECRET-0123456789' };

it('is sent by the node', async () => {
	const standIn = await startStandIn();
	await runNode({ baseUrl: standIn.url, credential });
	await standIn.close();

	expect(standIn.requests[0]?.headers).toMatchObject({ 'x-gateway-key': 'SECRET-0123456789' });
});

it('is sent by the chat model', async () => {
	const standIn = await startStandIn({ reply: () => 'Hi' });
	const use = async (model: { invoke: (text: string) => Promise<unknown> }) => {
		await model.invoke('Hello');
		return {};
	};
	await runModel(standIn.url, use, {}, undefined, credential);
	await standIn.close();

	expect(standIn.requests[0]?.headers).toMatchObject({ 'x-gateway-key': 'SECRET-0123456789' });
});

it('is not sent while it is switched off', async () => {
	const standIn = await startStandIn();
	await runNode({ baseUrl: standIn.url, credential: { ...credential, header: false } });
	await standIn.close();

	expect(standIn.requests[0]?.headers).not.toHaveProperty('x-gateway-key');
});

it('is not sent to where a redirect points, and is in no error', async () => {
	const elsewhere = await startStandIn();
	const redirecting = await startStandIn({
		intercept: ({ response, headers }) => {
			const said = String(headers['x-gateway-key']);
			response.writeHead(307, { location: elsewhere.url, 'x-request-id': said }).end();
			return true;
		},
	});
	const { run, status } = await runNode({ baseUrl: redirecting.url, credential });
	await redirecting.close();
	await elsewhere.close();

	expect(status).toBe('error');
	expect(elsewhere.connections).toBe(0);
	expect(inspect(run, { depth: Infinity, showHidden: true })).not.toContain('SECRET-0123456789');
});
