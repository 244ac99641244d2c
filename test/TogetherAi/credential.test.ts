import {
	NodeConnectionTypes,
	type ICredentialDataDecryptedObject,
	type IExecuteFunctions,
	type INodeType,
} from 'n8n-workflow';

import { START } from '../support/runNode';
import { TogetherAiApi } from '../../credentials/TogetherAiApi.credentials';
import { nodeOutcome, runWorkflow } from '../../sandbox/engine';
import { startStandIn } from '../../sandbox/standIn';

/** Calls the API as n8n's HTTP Request node does with a predefined credential. */
const httpRequest: INodeType = {
	description: {
		displayName: 'HTTP',
		name: 'http',
		group: ['transform'],
		version: 1,
		description: '',
		defaults: { name: 'HTTP' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'togetherAiApi', required: true }],
		properties: [{ displayName: 'URL', name: 'url', type: 'string', default: '' }],
	},
	async execute(this: IExecuteFunctions) {
		const url = this.getNodeParameter('url', 0) as string;
		const models: unknown = await this.helpers.httpRequestWithAuthentication.call(
			this,
			'togetherAiApi',
			{ url },
		);
		return [[{ json: { models: Array.isArray(models) ? models.length : 0 } }]];
	},
};

describe('the credential in the HTTP Request node', () => {
	async function ask(credential: ICredentialDataDecryptedObject = {}) {
		const standIn = await startStandIn({ apiKey: 'the-key' });
		const run = await runWorkflow({
			workflow: {
				nodes: [
					START,
					{
						id: '2',
						name: 'HTTP',
						type: 'test.http',
						typeVersion: 1,
						position: [0, 0],
						parameters: { url: `${standIn.url}/models` },
						credentials: { togetherAiApi: { id: '1', name: 'Together AI' } },
					},
				],
				connections: {
					Start: { main: [[{ node: 'HTTP', type: NodeConnectionTypes.Main, index: 0 }]] },
				},
			},
			nodeTypes: { 'test.http': httpRequest },
			credentials: {
				togetherAiApi: { apiKey: ' the-key ', baseUrl: standIn.url, ...credential },
			},
			credentialTypes: [new TogetherAiApi()],
		});
		await standIn.close();
		return { ...nodeOutcome(run, 'HTTP'), requests: standIn.requests };
	}

	it('authenticates the request', async () => {
		const { items } = await ask();
		expect(items[0]?.json.models).toBeGreaterThan(5);
	});

	it('adds the header', async () => {
		const header = { header: true, headerName: 'X-Gateway-Key', headerValue: ' a value' };
		const { items, requests } = await ask(header);
		expect(items[0]?.json.models).toBeGreaterThan(5);
		expect(requests[0]?.headers).toMatchObject({ 'x-gateway-key': 'a value' });
	});

	it('sends the key once when the header takes its place', async () => {
		const header = { header: true, headerName: 'Authorization', headerValue: 'Bearer the-key' };
		const { requests } = await ask({ apiKey: 'another', ...header });
		expect(requests[0]?.headers).toMatchObject({ authorization: 'Bearer the-key' });
	});

	it('sends nothing with a header that cannot be sent', async () => {
		const { error, requests } = await ask({ header: true, headerName: 'Host', headerValue: 'x' });
		expect(error?.message).toMatch(/Header Name is that of a header/);
		expect(requests).toEqual([]);
	});
});
