import type { NodeApiError } from 'n8n-workflow';

import { testCredential } from './testCredential';
import { errorText } from '../../nodes/shared/n8n/failure';
import { always, KEY, withServer, type Answer, type Received } from '../support/server';
import { searchModels } from '../support/searchModels';

const MODELS = JSON.stringify([{ id: 'a/b', type: 'chat' }]);
const GREEN = { status: 'OK', message: 'Connection successful!' };

describe('the test of the credential', () => {
	it('asks for the models, with the headers of the node', async () => {
		await withServer(always(200, MODELS), async ({ url, received, host }) => {
			const data = {
				apiKey: ` ${KEY}\n`,
				baseUrl: ` ${url}/chat/completions/ `,
				header: true,
				headerName: ' X-Gateway-Key',
				headerValue: 'a value ',
			};
			expect(await testCredential(data)).toEqual(GREEN);
			expect(received).toHaveLength(1);
			expect(received[0]).toMatchObject({ method: 'GET', path: '/v1/models', body: '' });
			expect(received[0]?.headers).toMatchObject({
				host,
				authorization: `Bearer ${KEY}`,
				'x-gateway-key': 'a value',
				accept: 'application/json',
				'accept-encoding': 'identity',
				'user-agent': 'n8n-nodes-together-ai',
			});
		});
	});

	it.each(['[]', '{"data":[]}', MODELS])('passes with a list of models: %s', async (body) => {
		await withServer(always(200, body), async ({ url }) => {
			expect(await testCredential({ apiKey: KEY, baseUrl: url })).toEqual(GREEN);
		});
	});

	it.each<{ what: string; answer: Answer }>([
		{
			what: 'a page',
			answer: always(200, '<html>Welcome</html>', { 'content-type': 'text/html' }),
		},
		{ what: 'another object', answer: always(200, '{"status":"ok"}') },
		{ what: 'a list of something else', answer: always(200, '[1, 2]') },
		{ what: 'nothing', answer: always(200, '') },
		{ what: 'an error in a 200', answer: always(200, '{"error":{"message":"No such key"}}') },
		{ what: 'broken JSON', answer: always(200, '[{"id"') },
		{ what: 'a 401', answer: always(401, '{"error":{"message":"Bad key"}}') },
		{ what: 'a 401 that repeats the key', answer: always(401, `{"error":{"message":"${KEY}?"}}`) },
		{ what: 'a 404', answer: always(404, 'Not Found', { 'content-type': 'text/plain' }) },
		{ what: 'a 503', answer: always(503, '') },
		{ what: 'a redirect', answer: always(307, '', { location: 'http://127.0.0.1:9/v1' }) },
	])('fails with $what, in the words of the node', async ({ answer }) => {
		await withServer(answer, async ({ url }) => {
			const told = await testCredential({ apiKey: KEY, baseUrl: url });
			expect(told).toEqual({ status: 'Error', message: await nodeSays(url) });
			expect(told.message).not.toContain(KEY);
		});
	});

	it.each<{ what: string; answer: Answer }>([
		{ what: 'a reset', answer: (response) => response.destroy() },
		{
			what: 'a body that breaks off',
			answer: (response) => {
				response.writeHead(200, { 'content-length': '1000' }).write('[');
				setImmediate(() => response.destroy());
			},
		},
	])('fails with $what', async ({ answer }) => {
		await withServer(answer, async ({ url }) => {
			const told = await testCredential({ apiKey: KEY, baseUrl: url });
			expect(told.status).toBe('Error');
			expect(told.message).toMatch(/^The connection was reset \(127.* Check the Base URL/);
		});
	});

	it.each([
		'http://127.0.0.1:9/v1',
		'http://no-such-host.invalid',
		'ftp://api.together.ai',
		'',
		'https:///v1',
	])('fails in the words of the node for the address "%s"', async (baseUrl) => {
		const told = await testCredential({ apiKey: KEY, baseUrl });
		expect(told).toEqual({ status: 'Error', message: await nodeSays(baseUrl) });
	});

	it.each([301, 302, 303, 307, 308])('follows no %i', async (status) => {
		await withServer(always(200, MODELS), async (elsewhere) => {
			const location = `${elsewhere.url}/models`;
			await withServer(always(status, '', { location }), async ({ url, received }) => {
				const { message } = await testCredential({ apiKey: KEY, baseUrl: url });
				expect(message).toMatch(/redirect to .*, which was not followed.*Enter the address/);
				expect(received).toHaveLength(1);
			});
			expect(elsewhere.connections()).toBe(0);
		});
	});

	it.each([{ apiKey: '' }, { apiKey: 'a b' }, { header: true }, {}])(
		'fails without a request for %j',
		async (fields) => {
			await withServer(always(200, MODELS), async ({ url, received }) => {
				const told = await testCredential({ baseUrl: url, ...fields });
				expect(told.status).toBe('Error');
				expect(told.message).toMatch(/^(API Key|Header Name) .*\. .*credential/);
				expect(received).toEqual([]);
			});
		},
	);
});

const ENDINGS = [
	'',
	'/',
	'//',
	'?a=b',
	'#c',
	'/chat/completions',
	'/chat/completions/',
	'\\',
	'/..',
	' ',
];
const PATHS = [
	'',
	'/v1',
	'//v1',
	'/a://b',
	'\\v1',
	'/v1/.',
	'/%2e%2e',
	'/Team',
	'/ü',
	'/a b',
	'/a|b',
];
const SCHEMES = ['http://', 'HTTP://', 'http:/', 'http:///', 'http://user@', 'http://http://'];

it.each(SCHEMES)('goes where the node goes, or refuses as it does: %s', async (scheme) => {
	for (const path of PATHS) {
		await withServer(always(200, MODELS), async ({ host, received }) => {
			for (const ending of ENDINGS) {
				const baseUrl = `${scheme}${host}${path}${ending}`;
				const tested = await testCredential({ apiKey: KEY, baseUrl });
				const byTest = received.splice(0).map(seen);
				const used = await nodeSays(baseUrl);
				const byNode = received.splice(0).map(seen);
				expect([baseUrl, byTest, tested.message]).toEqual([baseUrl, byNode, used]);
			}
		});
	}
});

function seen({ method, path, headers }: Received): unknown[] {
	return [method, path, headers.host];
}

/** What the node says when it lists models: that it worked, or why not. */
async function nodeSays(baseUrl: string): Promise<string> {
	return await searchModels(baseUrl, undefined, { apiKey: KEY }).then(
		() => GREEN.message,
		(error: NodeApiError) => errorText(error),
	);
}
