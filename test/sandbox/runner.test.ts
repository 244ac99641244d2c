import { PassThrough } from 'node:stream';

import type { ChunkType, IDataObject, StructuredChunk } from 'n8n-workflow';

import { parseArguments } from '../../sandbox/cli/arguments';
import { sumTokens, withShortVectors } from '../../sandbox/cli/report';
import { createScreen } from '../../sandbox/cli/screen';
import { chooseServer } from '../../sandbox/cli/server';

describe('the command line', () => {
	it.each([
		[[], { help: false, workflow: undefined, input: undefined }],
		[['w.json'], { help: false, workflow: 'w.json', input: undefined }],
		[['w.json', '--input', 'i.json'], { help: false, workflow: 'w.json', input: 'i.json' }],
		[['--help'], { help: true, workflow: undefined, input: undefined }],
	])('%j', (args, expected) => {
		expect(parseArguments(args)).toEqual(expected);
	});

	it.each([
		[['a.json', 'b.json'], 'One workflow file at a time, please: got a.json, b.json'],
		[['--output'], "Unknown option '--output'\nTry: npm start -- --help"],
		[['--input'], 'argument missing\nTry: npm start -- --help'],
	])('%j is refused', (args, message) => {
		expect(() => parseArguments(args)).toThrow(message);
	});
});

describe('the server that answers', () => {
	it('is the stand-in without a key, and says so', async () => {
		const server = await chooseServer({});
		expect(server.description).toMatch(
			/^local stand-in at http:\/\/127\.0\.0\.1:\d+ - no real model was asked$/,
		);
		expect(server.credential.baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
		await server.close();
	});

	it('is the real API with a key', async () => {
		expect(await chooseServer({ TOGETHER_API_KEY: ' k ' })).toMatchObject({
			description: 'api.together.ai',
			credential: { apiKey: 'k', baseUrl: 'https://api.together.ai/v1' },
		});
		const TOGETHER_BASE_URL = 'https://api.together.xyz/v1';
		expect(await chooseServer({ TOGETHER_API_KEY: 'k', TOGETHER_BASE_URL })).toMatchObject({
			description: 'api.together.xyz',
		});
	});

	it('needs an address that is one', async () => {
		const env = { TOGETHER_API_KEY: 'k', TOGETHER_BASE_URL: 'nonsense' };
		await expect(chooseServer(env)).rejects.toThrow('TOGETHER_BASE_URL is not a URL: nonsense');
	});
});

describe('the printed output', () => {
	it('shows the beginning of a vector, and other lists as they are', () => {
		const vector = Array.from({ length: 1024 }, (_, at) => at);
		const items = [{ vector, few: [1, 2], words: vector.map(String) }];
		expect(JSON.parse(JSON.stringify(items, withShortVectors))).toEqual([
			{ vector: [0, 1, 2, 3, '… 1020 more'], few: [1, 2], words: vector.map(String) },
		]);
	});
});

describe('the sum of tokens', () => {
	const items = (...jsons: IDataObject[]) => jsons.map((json) => ({ json }));

	it('adds up simplified and full outputs', () => {
		const simple = { tokenUsage: { promptTokens: 1, completionTokens: 2, totalTokens: 3 } };
		const full = { usage: { prompt_tokens: 10, completion_tokens: 20, total_tokens: 30 } };
		expect(sumTokens(items(simple, full, { error: 'no tokens' }))).toEqual({
			prompt: 11,
			completion: 22,
			total: 33,
		});
	});

	it('is not made up where nothing was counted', () => {
		expect(sumTokens(items({ text: 'x', usage: null }))).toBeUndefined();
	});
});

describe('the screen', () => {
	function screenWith(secret: string) {
		const out = new PassThrough();
		const written = () => String(out.read() ?? '');
		return { screen: createScreen(secret, out, out), written };
	}

	const chunk = (type: ChunkType, content?: string): StructuredChunk => ({
		type,
		...(content !== undefined && { content }),
		metadata: { nodeId: '1', nodeName: 'n', runIndex: 0, itemIndex: 0, timestamp: 0 },
	});

	it('shows tokens as they arrive and ends their line', () => {
		const { screen, written } = screenWith('');
		screen.showChunk(chunk('begin'));
		screen.showChunk(chunk('item', 'Hello'));
		expect(written()).toBe('Hello');
		screen.showChunk(chunk('item', ' you'));
		screen.showChunk(chunk('end'));
		screen.print('Done');
		expect(written()).toBe(' you\n\nDone\n');
	});

	it('shows no secret, not even one that arrives in pieces', () => {
		const { screen, written } = screenWith('sk-1-2');
		for (const piece of ['the sk', '-', '1-2, sk-', '1-3 and', ' s']) {
			screen.showChunk(chunk('item', piece));
		}
		screen.print('it was sk-1-2');
		expect(written()).toBe('the ***, sk-1-3 and s\n\nit was ***\n');
	});
});
