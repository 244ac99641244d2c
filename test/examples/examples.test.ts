import type { INodeProperties } from 'n8n-workflow';

import { TogetherAiApi } from '../../credentials/TogetherAiApi.credentials';
import { EmbeddingsTogetherAi } from '../../nodes/EmbeddingsTogetherAi/EmbeddingsTogetherAi.node';
import { LmChatTogetherAi } from '../../nodes/LmChatTogetherAi/LmChatTogetherAi.node';
import { TogetherAi } from '../../nodes/TogetherAi/TogetherAi.node';
import { RerankerTogetherAi } from '../../nodes/RerankerTogetherAi/RerankerTogetherAi.node';
import { TogetherAiTrigger } from '../../nodes/TogetherAiTrigger/TogetherAiTrigger.node';
import { checkWorkflow } from '../../sandbox/cli/workflowFile';
import { nodeOutcome, runWorkflow } from '../../sandbox/engine';
import { startStandIn } from '../../sandbox/standIn';
import { chatBodies } from '../support/chatRequests';
import { unknownParameters } from '../TogetherAi/chat/formFields';
import { freshKey, jsonOf } from '../support/runNode';
import { exampleNames, ourNodes, readExample, readExampleInput } from './files';
import { overlaps } from './layout';

const NODE_TYPES = { 'n8n-nodes-together-ai.togetherAi': new TogetherAi() };

/** The forms of this package's nodes, by their type. */
const PROPERTIES: Readonly<Record<string, INodeProperties[]>> = {
	'n8n-nodes-together-ai.togetherAi': new TogetherAi().description.properties,
	'n8n-nodes-together-ai.lmChatTogetherAi': new LmChatTogetherAi().description.properties,
	'n8n-nodes-together-ai.rerankerTogetherAi': new RerankerTogetherAi().description.properties,
	'n8n-nodes-together-ai.embeddingsTogetherAi': new EmbeddingsTogetherAi().description.properties,
	'n8n-nodes-together-ai.togetherAiTrigger': [
		...new TogetherAiTrigger().description.properties,
		// n8n adds it to the forms of nodes that poll.
		{ displayName: 'Poll Times', name: 'pollTimes', type: 'json', default: '' },
	],
};

/** Runs an example as `npm start` does, and gives the output of its last node. */
async function runExample(name: string) {
	const standIn = await startStandIn();
	const workflow = checkWorkflow(readExample(name), name, NODE_TYPES);
	const input = readExampleInput(name);
	const run = await runWorkflow({
		workflow,
		nodeTypes: NODE_TYPES,
		credentialTypes: [new TogetherAiApi()],
		credentials: { togetherAiApi: { apiKey: freshKey(), baseUrl: standIn.url } },
		...(input && { input }),
	});
	await standIn.close();
	const last = workflow.nodes.at(-1)?.name ?? '';
	expect([name, run.status]).toEqual([name, 'success']);
	const { items, hints } = nodeOutcome(run, last);
	return { json: jsonOf(items), hints, bodies: chatBodies(standIn) };
}

describe('the example', () => {
	it('quick-start.json answers a question', async () => {
		const { json } = await runExample('quick-start.json');
		expect(json).toMatchObject([{ text: 'The capital of France is Paris.' }]);
	});

	it('classify-a-table.json gives each ticket its class', async () => {
		const { json } = await runExample('classify-a-table.json');
		expect(json.map(({ text }) => text)).toEqual([
			'billing',
			'bug',
			'feature request',
			'question',
			'bug',
			'billing',
		]);
	});

	it('extract-json-from-mails.json gives each mail as data that fits the schema', async () => {
		const { json, bodies } = await runExample('extract-json-from-mails.json');
		expect(json.map(({ data }) => data)).toMatchObject([
			{ topic: 'order', customer: 'Maria', isUrgent: true },
			{ topic: 'invoice', customer: 'Jonas' },
			{ topic: 'complaint', customer: 'Aiko' },
			{ topic: 'other', customer: 'Leila' },
		]);
		expect(bodies[0]?.response_format).toMatchObject({
			type: 'json_schema',
			json_schema: { name: 'mail' },
		});
	});

	it('describe-images.json sends the address of the image', async () => {
		const { json, bodies } = await runExample('describe-images.json');
		expect(bodies[0]?.messages).toEqual([
			{
				role: 'user',
				content: [
					{
						type: 'text',
						text: 'Describe this image in one sentence, as alternative text for a web page.',
					},
					{
						type: 'image_url',
						image_url: { url: expect.stringMatching(/^https:\/\/.*\.png$/) as unknown },
					},
				],
			},
		]);
		expect(json).toMatchObject([{ finishReason: 'stop' }]);
	});

	it('call-a-function.json gives the call that the workflow is to make', async () => {
		const { json, bodies } = await runExample('call-a-function.json');
		expect(bodies[0]).toMatchObject({
			tools: [{ function: { name: 'create_ticket' } }, { function: { name: 'answer_question' } }],
			tool_choice: { type: 'function', function: { name: 'create_ticket' } },
		});
		expect(json).toMatchObject([
			{
				finishReason: 'tool_calls',
				toolCalls: [{ name: 'create_ticket', arguments: { priority: 'high' } }],
			},
		]);
	});

	it('think-first.json gives the reasoning beside the text', async () => {
		const { json, bodies } = await runExample('think-first.json');
		expect(bodies[0]).toMatchObject({ reasoning_effort: 'high' });
		expect(json).toMatchObject([
			{
				text: expect.stringMatching(/./) as unknown,
				reasoning: expect.stringMatching(/^The user wrote "A bat and a ball/) as unknown,
				tokenUsage: { reasoningTokens: 23 },
			},
		]);
	});

	it('chat-with-history.json goes on with the conversation', async () => {
		const { json, bodies } = await runExample('chat-with-history.json');
		const roles = bodies.map(({ messages }) => messages.map(({ role }) => role));
		const first = ['system', 'user', 'assistant', 'user'];
		expect(roles).toEqual([first, [...first, 'assistant', 'user']]);
		const [item] = json;
		expect(item?.messages).toEqual([
			...(bodies[1]?.messages ?? []),
			{ role: 'assistant', content: item?.text },
		]);
	});

	it('embed-texts.json gives vectors, nearer where the texts say the same', async () => {
		const { json } = await runExample('embed-texts.json');
		const [password, login, invoice] = json.map(({ embedding }) => embedding as number[]);
		const likeness = (a: number[] = [], b: number[] = []) =>
			a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
		expect(json.map(({ dimensions }) => dimensions)).toEqual([1024, 1024, 1024, 1024]);
		expect(likeness(password, login)).toBeGreaterThan(likeness(password, invoice));
	});

	it('list-models.json lists the chat models with their prices', async () => {
		const { json } = await runExample('list-models.json');
		expect(json.length).toBeGreaterThan(3);
		expect(new Set(json.map(({ type }) => type))).toEqual(new Set(['chat']));
		expect(json[0]).toMatchObject({ pricing: { input: 1.04 }, contextLength: 131_072 });
	});

	it('rerank-documents.json gives the best two, best first', async () => {
		const { json } = await runExample('rerank-documents.json');
		expect(json).toMatchObject([
			{ text: expect.stringMatching(/^To reset your password/) as unknown },
			{ metadata: { relevanceScore: expect.any(Number) as unknown } },
		]);
		expect(json).toHaveLength(2);
	});

	it('several-choices.json gives three answers and what they cost together', async () => {
		const { json, hints } = await runExample('several-choices.json');
		expect(json.map(({ choiceIndex }) => choiceIndex)).toEqual([0, 1, 2]);
		expect(new Set(json.map(({ text }) => text)).size).toBe(3);
		expect(json.map(({ cost }) => cost)).toEqual([
			{ total: 0.00011856, input: 0.00001248, output: 0.00010608, currency: 'USD' },
			undefined,
			undefined,
		]);
		expect(hints.map(({ message }) => message)).toEqual([
			'This run used 114 tokens and cost $0.0001186.',
		]);
	});

	it('batch-submit.json makes one job of all tickets', async () => {
		const { json } = await runExample('batch-submit.json');
		expect(json).toMatchObject([{ status: 'VALIDATING', rows: 4 }]);
	});

	it.each([
		'agent-with-tools',
		'batch-collect',
		'batch-wait',
		'chat-with-memory',
		'chat-with-tools',
		'describe-uploads',
		'knowledge-base',
	])('%s.json says that it needs n8n itself', (name) => {
		expect(() => checkWorkflow(readExample(`${name}.json`), name, NODE_TYPES)).toThrow(
			`${name} uses nodes that are not in this package`,
		);
	});
});

describe.each(exampleNames())('%s', (name) => {
	const workflow = readExample(name);

	it('uses only fields that the forms have', () => {
		const ours = ourNodes(workflow);
		expect(ours.length).toBeGreaterThan(0);
		for (const { type, parameters } of ours) {
			expect(unknownParameters(parameters, PROPERTIES[type] ?? [])).toEqual([]);
		}
	});

	it('can be tried as it is: its input is pinned to its trigger', () => {
		const pinned = Object.values(workflow.pinData).flat();
		expect(pinned).toEqual(readExampleInput(name) ?? []);
	});

	it('tells what it does in a note, and nothing lies over anything else', () => {
		expect(workflow.nodes.map(({ type }) => type)).toContain('n8n-nodes-base.stickyNote');
		expect(overlaps(workflow)).toEqual([]);
	});

	it('connects only nodes that it has', () => {
		const names = workflow.nodes.map((node) => node.name);
		const targets = Object.values(workflow.connections)
			.flatMap((outputs) => Object.values(outputs))
			.flat(2)
			.map(({ node }) => node);
		expect(names).toEqual(
			expect.arrayContaining([...Object.keys(workflow.connections), ...targets]),
		);
		expect(new Set(workflow.nodes.map(({ id }) => id)).size).toBe(names.length);
	});
});

it('has all its examples among those above', () => {
	expect(exampleNames().sort()).toEqual([
		'agent-with-tools.json',
		'batch-collect.json',
		'batch-submit.json',
		'batch-wait.json',
		'call-a-function.json',
		'chat-with-history.json',
		'chat-with-memory.json',
		'chat-with-tools.json',
		'classify-a-table.json',
		'describe-images.json',
		'describe-uploads.json',
		'embed-texts.json',
		'extract-json-from-mails.json',
		'knowledge-base.json',
		'list-models.json',
		'quick-start.json',
		'rerank-documents.json',
		'several-choices.json',
		'think-first.json',
	]);
});

it('finds a parameter that the form does not have, wherever it is', () => {
	const { properties } = new TogetherAi().description;
	const parameters = {
		resource: 'chat',
		operation: 'complete',
		model: { __rl: true, mode: 'id', value: 'any' },
		maxToken: 5,
		responseFormat: 'json',
		messages: { values: [{ role: 'user', contents: '', attachments: { values: [{ uri: '' }] } }] },
		functions: { value: [] },
		options: { topp: 1, topP: '={{ 1 }}', toolChoice: '={{ $json.choice }}' },
	};
	expect(unknownParameters(parameters, properties)).toEqual([
		'maxToken',
		'responseFormat = json',
		'messages.values.0.contents',
		'messages.values.0.attachments.values.0.uri',
		'functions.value',
		'options.topp',
	]);
});
