import { testCredential } from './testCredential';
import { startStandIn } from '../../sandbox/standIn';

// n8n reads it when its first request is made.
process.env['N8N_SSRF_PROTECTION_ENABLED'] = 'true';

it.each(['127.0.0.1', 'localhost'])(
	'opens no connection to %s where n8n forbids it',
	async (host) => {
		const server = await startStandIn();
		const baseUrl = server.url.replace('127.0.0.1', host);
		const told = await testCredential({ apiKey: 'the-key', baseUrl });
		await server.close();

		expect(told.status).toBe('Error');
		expect(told.message).toMatch(/restricted IP address\. Ask the administrator of this n8n/);
		expect(server.connections).toBe(0);
	},
);
