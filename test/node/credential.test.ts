import { NodeConnectionTypes, type IExecuteFunctions, type INodeType } from 'n8n-workflow';

import { START } from './runNode';
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
	it('authenticates the request', async () => {
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
			credentials: { togetherAiApi: { apiKey: ' the-key ', baseUrl: standIn.url } },
			credentialTypes: [new TogetherAiApi()],
		});
		await standIn.close();

		const { items } = nodeOutcome(run, 'HTTP');
		expect(items[0]?.json.models).toBeGreaterThan(5);
	});
});
