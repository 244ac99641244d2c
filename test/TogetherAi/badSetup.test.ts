import { inspect } from 'node:util';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { freshKey, jsonOf, runNode } from '../support/runNode';
import { startStandIn, type StandIn } from '../../sandbox/standIn';

/** Faults that meet every item: they are told for every item, or end the run. */
const BAD_SETUPS = [
	{ name: 'no key', apiKey: '  ', message: 'API Key is empty' },
	{ name: 'a key with a line break', apiKey: 'a\nb', message: 'API Key holds spaces' },
	{
		name: 'a base URL that is not a URL',
		baseUrl: 'together',
		message: 'Base URL cannot be used. It is not a web address',
	},
	{
		name: 'a base URL of another kind',
		baseUrl: 'ftp://example.com',
		message: 'Base URL cannot be used',
	},
	{
		name: 'a form without messages',
		parameters: { messages: { values: [] } },
		message: 'Messages has no message. Add at least one message to the form.',
	},
	{
		name: 'an unknown resource',
		parameters: { resource: 'poem' },
		message: 'Resource or Operation is unknown: poem',
	},
	{
		name: 'an unknown operation',
		parameters: { operation: 'sing' },
		message: 'Resource or Operation is unknown: chat > sing',
	},
	{
		name: 'a setting of the requests out of range',
		parameters: { requests: { maxConcurrency: 0 } },
		message: 'Requests > Max Concurrency must be from 1 to 1000, but is 0',
	},
];

describe('a setup that cannot work', () => {
	let standIn: StandIn;

	beforeEach(async () => {
		standIn = await startStandIn();
	});

	afterEach(async () => {
		await standIn.close();
	});

	describe.each(BAD_SETUPS)(
		'$name',
		({ message, parameters = {}, baseUrl, apiKey = freshKey() }) => {
			const run = async (onError?: 'continueRegularOutput' | 'continueErrorOutput') =>
				await runNode({
					baseUrl: baseUrl ?? standIn.url,
					apiKey,
					parameters,
					input: [{ n: 1 }, { n: 2 }],
					...(onError && { onError }),
				});

			it('fails every item, and no request is sent', async () => {
				const { items } = await run('continueRegularOutput');

				expect(items).toHaveLength(2);
				for (const { error } of jsonOf(items)) expect(error).toContain(message);
				expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
				expect(standIn.requests).toEqual([]);
			});

			it('sends every item to the error output', async () => {
				const { outputs } = await run('continueErrorOutput');

				expect(outputs.map((items) => items.length)).toEqual([0, 2]);
				expect(jsonOf(outputs[1] ?? []).map(({ n }) => n)).toEqual([1, 2]);
			});

			it('stops the run', async () => {
				const { status, error } = await run();

				expect(status).toBe('error');
				expect(`${error?.message}. ${error?.description}`).toContain(message);
				expect(standIn.requests).toEqual([]);
			});
		},
	);

	it.each([
		{ what: 'nothing', baseUrl: undefined },
		{ what: 'null', baseUrl: null },
		{ what: 'an empty text', baseUrl: '' },
		{ what: 'a space', baseUrl: ' ' },
		{ what: 'a number', baseUrl: 5 },
		{ what: 'an object', baseUrl: { url: 'https://api.together.ai/v1' } },
		{ what: 'an address without its host', baseUrl: 'https:///v1' },
	])(
		'sends the key nowhere when an expression gives $what for the base URL',
		async ({ baseUrl }) => {
			const credential = { baseUrl } as ICredentialDataDecryptedObject;
			const { error } = await runNode({ baseUrl: standIn.url, credential });

			expect(error?.message).toBe('Base URL cannot be used');
		},
	);

	it.each([
		{ header: { headerName: '' }, message: 'Header Name is empty' },
		{ header: { headerName: undefined }, message: 'Header Name is empty' },
		{ header: { headerName: 'X-Key: ' }, message: 'Header Name is empty or no name' },
		{ header: { headerName: 'X-Kéy' }, message: 'Header Name is empty or no name' },
		{ header: { headerName: 'Content-Length' }, message: 'Header Name is that of a header' },
		{ header: { headerName: 'HOST' }, message: 'Header Name is that of a header' },
		{ header: { headerName: 'Transfer-Encoding' }, message: 'Header Name is that of a header' },
		{ header: { headerValue: ' ' }, message: 'Header Value is empty' },
		{ header: { headerValue: null }, message: 'Header Value is empty' },
		{ header: { headerValue: 'a\r\nX-Other: b' }, message: 'Header Value is empty or holds line' },
	])('sends nothing with the header $header', async ({ header, message }) => {
		const credential = {
			header: true,
			headerName: 'X-Gateway-Key',
			headerValue: 'a value',
			...header,
		} as ICredentialDataDecryptedObject;
		const { error } = await runNode({ baseUrl: standIn.url, credential });

		expect(error?.message).toContain(message);
		expect(standIn.requests).toEqual([]);
	});

	it.each([
		{ what: 'a key', baseUrl: 'tgp_v1_SECRET' },
		{ what: 'a login', baseUrl: 'https://user:SECRET@api.together.ai/v1' },
		{ what: 'a login in a mistyped address', baseUrl: 'https//user:SECRET@api.together.ai/v1' },
	])('leaves no trace of $what in the base URL', async ({ baseUrl }) => {
		for (const onError of ['stopWorkflow', 'continueRegularOutput'] as const) {
			const { run } = await runNode({ baseUrl, onError });

			expect(inspect(run, { depth: Infinity })).toContain('Base URL cannot be used');
			expect(inspect(run, { depth: Infinity, showHidden: true })).not.toContain('SECRET');
		}
	});
});
