import { Workflow, type INode } from 'n8n-workflow';

import { TogetherAiApi } from '../../credentials/TogetherAiApi.credentials';
import { normalizeBaseUrl } from '../../nodes/shared/api/baseUrl';
import { TogetherAi } from '../../nodes/TogetherAi/TogetherAi.node';
import { nodeTypeRegistry } from '../../sandbox/n8n/services';
import { VALID_BASE_URLS } from '../api/baseUrls';

const TYPE = 'n8n-nodes-together-ai.togetherAi';

const node: INode = {
	id: '1',
	name: 'Together AI',
	type: TYPE,
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

const workflow = new Workflow({
	nodes: [node],
	connections: {},
	active: false,
	nodeTypes: nodeTypeRegistry({ [TYPE]: new TogetherAi() }),
});

/** What n8n's expression engine makes of a value of the credential type. */
function resolve(value: unknown, credentials: Record<string, unknown>): unknown {
	const keys = { $credentials: credentials };
	return workflow.expression.getSimpleParameterValue(node, String(value), 'internal', keys);
}

const credential = new TogetherAiApi();

describe('the test of the credential', () => {
	const { baseURL, url } = credential.test.request;

	it('asks for the models', () => {
		expect(url).toBe('/models');
		expect(credential.test.request.method ?? 'GET').toBe('GET');
	});

	it.each([301, 302, 303, 307, 308])('follows no %i, and says what to do about it', (status) => {
		const rule = credential.test.rules?.find(({ properties: { value } }) => value === status);
		expect(rule?.type).toBe('responseCode');
		expect(rule?.properties.message).toMatch(/redirects.*Enter the final address as Base URL/);
		expect(credential.test.request.disableFollowRedirect).toBe(true);
	});

	it.each(VALID_BASE_URLS)('goes where the node goes, given $what: "$input"', ({ input }) => {
		const tested = resolve(baseURL, { apiKey: 'key', baseUrl: input });
		expect(new URL(`${String(tested)}/models`).href).toBe(`${normalizeBaseUrl(input)}/models`);
	});

	it('goes to the default when the credential has no base URL', () => {
		expect(resolve(baseURL, { apiKey: 'key' })).toBe('https://api.together.ai/v1');
	});
});

describe('the header with the key', () => {
	const headers = credential.authenticate.properties.headers;

	it.each([{ apiKey: 'tgp_v1_abc' }, { apiKey: '  tgp_v1_abc ' }, { apiKey: 'tgp_v1_abc\n' }])(
		'holds the key without surrounding spaces: $apiKey',
		(credentials) => {
			expect(Object.keys(headers ?? {})).toEqual(['Authorization']);
			expect(resolve(headers?.['Authorization'], credentials)).toBe('Bearer tgp_v1_abc');
		},
	);
});

describe('the form of the credential', () => {
	it('asks for a key, hidden, and a base URL with the default', () => {
		const [apiKey, baseUrl, ...others] = credential.properties;
		expect(apiKey).toMatchObject({
			name: 'apiKey',
			required: true,
			default: '',
			typeOptions: { password: true },
		});
		expect(baseUrl).toMatchObject({ name: 'baseUrl', default: 'https://api.together.ai/v1' });
		expect(others).toEqual([]);
	});

	it('has the name the node asks for', () => {
		expect(new TogetherAi().description.credentials).toEqual([
			{ name: credential.name, required: true },
		]);
	});
});
