import { randomUUID } from 'node:crypto';

import { answer } from './answers';
import { runNode } from './node';
import { SOURCE } from './source';
import { startStandIn } from '../../sandbox/standIn';

it.each([301, 302, 303, 307, 308])(
	'never opens a connection to where a %i points',
	async (status) => {
		const other = await startStandIn();
		const location = `${other.url}/chat/completions`;
		const redirect = answer(status, '', { location });
		const server = await startStandIn({
			intercept: async (exchange) => {
				await redirect(exchange);
				return true;
			},
		});
		const run = await runNode({
			package: SOURCE,
			baseUrl: server.url,
			apiKey: randomUUID(),
			items: 3,
			onError: 'continueRegularOutput',
		});
		await server.close();
		await other.close();
		expect(run.status).toBe('success');
		expect(server.requests).toHaveLength(3);
		expect(other.connections).toBe(0);
	},
);
