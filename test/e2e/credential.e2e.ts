import { startStandIn, type StandIn } from '../../sandbox/standIn';
import { saveCredential, testCredential } from './server/client';
import { call } from './server/http';
import { modelId } from './helpers/nodes';
import { sharedN8n } from './setup/shared';

interface Known {
	name: string;
	displayName: string;
}

interface Found {
	results: Array<{ name: string; value: string }>;
}

describe('the package in n8n', () => {
	const n8n = sharedN8n();
	let standIn: StandIn;

	beforeAll(async () => {
		standIn = await startStandIn({ apiKey: 'the-right-key' });
	});

	afterAll(async () => {
		await standIn.close();
	});

	async function searchModels(baseUrl: string, filter?: string): Promise<Found> {
		const credential = await saveCredential(n8n, { apiKey: 'the-right-key', baseUrl });
		return await call<Found>(
			n8n,
			'POST',
			'/rest/dynamic-node-parameters/resource-locator-results',
			{
				path: 'parameters.model',
				methodName: 'searchChatModels',
				nodeTypeAndVersion: { name: 'n8n-nodes-together-ai.togetherAi', version: 1 },
				currentNodeParameters: { resource: 'chat', operation: 'complete', model: modelId('') },
				credentials: { togetherAiApi: credential },
				...(filter !== undefined && { filter }),
			},
		);
	}

	it('is loaded from its tarball: its nodes and the node as a tool', async () => {
		const response = await fetch(`${n8n.url}/types/nodes.json`, {
			headers: { cookie: n8n.cookie, 'browser-id': 'e2e' },
		});
		const known = (await response.json()) as Known[];
		const ours = known.filter(({ name }) => name.startsWith('n8n-nodes-together-ai.'));

		expect(ours.map(({ name, displayName }) => [name, displayName]).sort()).toEqual([
			['n8n-nodes-together-ai.embeddingsTogetherAi', 'Embeddings Together AI'],
			['n8n-nodes-together-ai.lmChatTogetherAi', 'Together AI Chat Model'],
			['n8n-nodes-together-ai.rerankerTogetherAi', 'Reranker Together AI'],
			['n8n-nodes-together-ai.togetherAi', 'Together AI'],
			['n8n-nodes-together-ai.togetherAiTool', 'Together AI Tool'],
			['n8n-nodes-together-ai.togetherAiTrigger', 'Together AI Trigger'],
		]);
	});

	it('tests a credential green', async () => {
		const header = { header: true, headerName: 'X-Gateway-Key', headerValue: 'a value' };
		const data = { apiKey: 'the-right-key', baseUrl: standIn.url, ...header };
		const result = await testCredential(n8n, await saveCredential(n8n, data));

		expect(result).toEqual({ status: 'OK', message: 'Connection successful!' });
		expect(standIn.requests.at(-1)).toMatchObject({
			path: '/v1/models',
			headers: { authorization: 'Bearer the-right-key', 'x-gateway-key': 'a value' },
		});
	});

	it.each([
		['a wrong key', { apiKey: 'wrong' }, /Check the API key in the Together AI credential/],
		[
			'an address where nothing listens',
			{ baseUrl: 'http://127.0.0.1:9/v1' },
			/refused the connection/,
		],
		['an address that is none', { baseUrl: 'not an address' }, /It is not a web address/],
		['an expression that gives nothing', { baseUrl: '={{ $vars.none }} ' }, /It is empty or not/],
	])('tests a credential red with %s', async (_what, wrong, told) => {
		const data = { apiKey: 'the-right-key', baseUrl: standIn.url, ...wrong };
		const result = await testCredential(n8n, await saveCredential(n8n, data));

		expect(result.status).toBe('Error');
		expect(result.message).toMatch(told);
		expect(result.message).not.toContain(data.apiKey === 'wrong' ? 'Bearer' : 'the-right-key');
	});

	it.each([301, 302, 303, 307, 308])('tests a credential red with a %i', async (status) => {
		const elsewhere = await startStandIn();
		const redirecting = await startStandIn({
			interceptOther: ({ path, response }) => {
				response.writeHead(status, { location: new URL(path, elsewhere.url).href }).end();
				return true;
			},
		});
		const data = { apiKey: 'the-right-key', baseUrl: redirecting.url };
		const result = await testCredential(n8n, await saveCredential(n8n, data));
		await redirecting.close();
		await elsewhere.close();

		expect(result.status).toBe('Error');
		expect(result.message).toMatch(/redirect to .*, which was not followed/);
		expect(redirecting.requests).toHaveLength(1);
		expect(elsewhere.connections).toBe(0);
	});

	it('lists the chat models with their prices', async () => {
		const { results } = await searchModels(standIn.url);

		expect(results).toHaveLength(7);
		expect(results).toContainEqual({
			name: 'Meta Llama 3.3 70B Instruct Turbo (131K, $1.04 / $1.04)',
			value: 'meta-llama/Llama-3.3-70B-Instruct-Turbo',
		});
	});

	it('searches them', async () => {
		const { results } = await searchModels(standIn.url, 'gpt-oss');

		expect(results.map(({ value }) => value)).toEqual(['openai/gpt-oss-120b']);
	});

	it('says what to do when the list cannot be had', async () => {
		await expect(searchModels('http://127.0.0.1:9/v1')).rejects.toThrow(/Base URL|refused/);
	});
});
