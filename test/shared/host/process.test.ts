import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { EVENTS, sse } from '../../support/recordings';
import { always, KEY, streaming, withServer, type Answer } from '../../support/server';

/** The built package: what a user's process loads. */
const BUILT = join(__dirname, '../../../dist/nodes/shared');

/** Runs a script in a process of its own and gives what it printed and how it ended. */
async function run(script: string, ...args: string[]) {
	const wrapped = `(async () => {${script}})()`;
	const child = spawn(process.execPath, ['-e', wrapped, BUILT, ...args], {
		stdio: ['ignore', 'pipe', 'pipe'],
		env: { PATH: process.env['PATH'] },
	});
	const [printed, errors, closed] = await Promise.all([
		text(child.stdout),
		text(child.stderr),
		once(child, 'close'),
	]);
	const code: unknown = closed[0];
	return { printed, errors, code };
}

const [BUILT_PATH, URL_ARGUMENT, KEY_ARGUMENT] = [1, 2, 3].map((at) => `process.argv[${at}]`);

const FETCH = `
	const response = await fetch(${URL_ARGUMENT}, {
		method: 'POST',
		headers: { 'content-length': '2', 'content-type': 'application/json' },
		body: '{}',
	});
	console.log(response.status, await response.text());
`;

const CLIENT = `
	const { TogetherClient } = require(${BUILT_PATH} + '/client/client.js');
	const { readRequestSettings } = require(${BUILT_PATH} + '/client/requestSettings.js');
	const account = { apiKey: ${KEY_ARGUMENT}, baseUrl: ${URL_ARGUMENT} };
	const client = new TogetherClient(account, readRequestSettings({}));
	const follow = async () => {
		for await (const _chunks of await client.chat.stream(request));
	};
	const request = { model: 'm', messages: [{ role: 'user', content: 'Hello' }] };
`;

describe('a process that loads the package', () => {
	it.each([
		{ what: 'before undici is loaded', script: '' },
		{
			what: 'when a pool is made',
			script: 'await connections.poolFor("http://127.0.0.1:1");',
		},
	])('keeps its own fetch working $what', async ({ script }) => {
		await withServer(always(200, 'fine'), async (server) => {
			const load = `const connections = require(${BUILT_PATH} + '/host/connections.js');`;
			const { printed, errors, code } = await run(load + script + FETCH, server.url);
			expect({ printed, errors, code }).toEqual({ printed: '200 fine\n', errors: '', code: 0 });
			expect(server.received[0]?.body).toBe('{}');
		});
	});

	it('does not load undici before the first request', async () => {
		const script = `
			require(${BUILT_PATH} + '/client/client.js');
			console.log(Object.keys(require.cache).some((path) => /node_modules.undici/.test(path)));
		`;
		expect(await run(script)).toEqual({ printed: 'false\n', errors: '', code: 0 });
	});

	it('loads what checks answers only for formats that need it', async () => {
		const script = `
			const { readAnswerFormat } = require(${BUILT_PATH} + '/chat/request/answerFormat.js');
			const isLoaded = (name) => Object.keys(require.cache).some((path) => path.includes(name));
			const tell = () => console.log(isLoaded('jsonSchema/compiler'), isLoaded('re2js'));
			await readAnswerFormat({ responseFormat: 'jsonObject' });
			tell();
			await readAnswerFormat({ responseFormat: 'jsonSchema', jsonSchema: '{"type":"string"}' });
			tell();
			await readAnswerFormat({ responseFormat: 'jsonSchema', jsonSchema: '{"pattern":"a"}' });
			tell();
		`;
		const printed = 'false false\ntrue false\ntrue true\n';
		expect(await run(script)).toEqual({ printed, errors: '', code: 0 });
	});

	it.each([
		{
			what: 'a streamed completion',
			answer: streaming(sse(...EVENTS)),
			script: 'await follow(); console.log("done");',
		},
		{
			what: 'a completion in one piece',
			answer: always(200, '{"choices":[{"message":{"content":"Hi"}}]}'),
			script: 'await client.chat.create(request); console.log("done");',
		},
		{
			what: 'an error status',
			answer: always(500, '{"error":{"message":"No"}}'),
			script: 'await client.chat.create(request).catch(() => console.log("done"));',
		},
		{
			what: 'an error in the middle of a stream',
			answer: streaming(sse({ error: { message: 'No' } })),
			script: 'await follow().catch(() => console.log("done"));',
		},
		{
			what: 'a redirect',
			answer: always(302, '', { location: 'http://127.0.0.1:1' }),
			script: 'await client.chat.create(request).catch(() => console.log("done"));',
		},
	] satisfies Array<{ what: string; answer: Answer; script: string }>)(
		'ends by itself after $what',
		async ({ answer, script }) => {
			await withServer(answer, async (server) => {
				const ended = await run(CLIENT + script, server.url, KEY);
				expect(ended).toEqual({ printed: 'done\n', errors: '', code: 0 });
				expect(server.received).toHaveLength(1);
			});
		},
	);
});
