import { scopeOf } from '../../../nodes/shared/client/pacing';
import { secretCleaner } from '../../../nodes/shared/http/secrets';
import { EVENTS, sse } from '../../support/recordings';
import {
	always,
	clientFor,
	failureOf,
	KEY,
	streaming,
	withServer,
	follow,
} from '../../support/server';

const extraHeader = { name: 'x-gateway-key', value: 'Token 0123456789' };
const REQUEST = { model: 'a/b', messages: [{ role: 'user' as const, content: 'Hi' }] };

it('goes along with every kind of request', async () => {
	await withServer(streaming(sse(...EVENTS)), async (server) => {
		const client = clientFor(server, { extraHeader });
		await follow(client, REQUEST, () => {});
		await client.chat.create(REQUEST).catch(() => {});
		await client.models.list().catch(() => {});
		expect(server.received).toHaveLength(3);
		for (const { headers } of server.received) {
			expect(headers).toMatchObject({
				authorization: `Bearer ${KEY}`,
				'x-gateway-key': 'Token 0123456789',
			});
		}
	});
});

it('takes the place of the key under its name', async () => {
	await withServer(always(200, '[]'), async (server) => {
		const value = 'Basic dXNlcjpwYXNz';
		await clientFor(server, { extraHeader: { name: 'authorization', value } }).models.list();
		expect(server.received[0]?.headers.authorization).toBe(value);
		expect(JSON.stringify(server.received)).not.toContain(KEY);
	});
});

it.each([
	['whole', 'No such key: Token 0123456789'],
	['without its scheme', 'No such key: 0123456789'],
])('is in no error that repeats it %s', async (_how, message) => {
	const answers = [
		always(401, JSON.stringify({ error: { message } })),
		always(502, message, { 'x-request-id': message }),
		always(200, JSON.stringify({ error: { message, code: message } })),
		always(200, message, { 'content-type': 'text/html' }),
	];
	for (const answer of answers) {
		await withServer(answer, async (server) => {
			const client = clientFor(server, { extraHeader });
			const errors = [
				await failureOf(client.models.list()),
				await failureOf(client.chat.create(REQUEST)),
				await failureOf(follow(client, REQUEST, () => {})),
			];
			for (const { message, details } of errors) {
				expect(message).toContain('No such key: [header value]');
				expect(JSON.stringify(details)).not.toContain('0123456789');
			}
		});
	}
});

it('leaves no part of a secret that holds another', () => {
	const secrets = { apiKey: 'abcdefgh', extraHeader: { name: 'x', value: 'abcdefgh-and-more' } };
	expect(secretCleaner(secrets)('abcdefgh-and-more, abcdefgh')).toBe('[header value], [API key]');
});

it('is part of what limits are shared by', () => {
	const account = { apiKey: KEY, baseUrl: 'http://127.0.0.1:1/v1' };
	const scope = (rest: object) => scopeOf({ ...account, ...rest }, 'a/b');
	const scopes = [{}, { extraHeader }, { extraHeader: { ...extraHeader, value: 'another' } }];
	expect(new Set(scopes.map(scope)).size).toBe(3);
	expect(scope({ extraHeader: { ...extraHeader } })).toBe(scope({ extraHeader }));
});
