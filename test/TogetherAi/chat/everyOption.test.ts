import type { INodeParameters, NodeParameterValueType } from 'n8n-workflow';

import { chatBodies } from '../../support/chatRequests';
import { runNode, jsonOf } from '../../support/runNode';
import { optionsField } from '../../../nodes/shared/fields/options';
import { startStandIn, type StandIn } from '../../../sandbox/standIn';

/** What is sent for an option beside what is always sent. */
const SENT: Record<string, { value: NodeParameterValueType; sent: object }> = {
	chatTemplateKwargs: {
		value: '{"enable_thinking": false}',
		sent: { chat_template_kwargs: { enable_thinking: false } },
	},
	choices: { value: 3, sent: { n: 3 } },
	contextLengthExceededBehavior: {
		value: 'truncate',
		sent: { context_length_exceeded_behavior: 'truncate' },
	},
	echo: { value: true, sent: { echo: true } },
	extraBody: { value: '{"born": {"tomorrow": [1]}}', sent: { born: { tomorrow: [1] } } },
	frequencyPenalty: { value: 0.5, sent: { frequency_penalty: 0.5 } },
	logitBias: { value: '{"1024": -10}', sent: { logit_bias: { '1024': -10 } } },
	logprobs: { value: 5, sent: { logprobs: 5 } },
	minP: { value: 0.05, sent: { min_p: 0.05 } },
	presencePenalty: { value: -0.5, sent: { presence_penalty: -0.5 } },
	reasoning: { value: 'off', sent: { reasoning: { enabled: false } } },
	reasoningEffort: { value: 'low', sent: { reasoning_effort: 'low' } },
	repetitionPenalty: { value: 1.1, sent: { repetition_penalty: 1.1 } },
	safetyModel: { value: 'a/guard', sent: { safety_model: 'a/guard' } },
	seed: { value: 42, sent: { seed: 42 } },
	stop: { value: ['###', '\n\n'], sent: { stop: ['###', '\n\n'] } },
	topK: { value: 50, sent: { top_k: 50 } },
	topP: { value: 0.9, sent: { top_p: 0.9 } },
	// These say what the node does, not what the model does.
	includeCost: { value: true, sent: {} },
	includeMessages: { value: true, sent: {} },
	maxToolCalls: { value: 3, sent: {} },
	maxToolRounds: { value: 3, sent: {} },
	repairAnswer: { value: true, sent: {} },
	showInChat: { value: false, sent: {} },
	// Without functions there is nothing to choose.
	toolChoice: { value: 'auto', sent: {} },
	toolChoiceFunction: { value: 'f', sent: {} },
};

const ALWAYS = {
	model: 'meta-llama/Llama-3.3-70B-Instruct-Turbo',
	messages: [{ role: 'user', content: 'Hello' }],
	temperature: 0.7,
	max_tokens: 2048,
};

const OPTIONS = (optionsField.options ?? []).map(({ name }) => name);

describe('the options', () => {
	let standIn: StandIn;

	beforeEach(async () => {
		standIn = await startStandIn();
	});

	afterEach(async () => {
		await standIn.close();
	});

	/** What was sent, without how the answer is to arrive. */
	async function bodyFor(parameters: INodeParameters): Promise<object> {
		await runNode({ baseUrl: standIn.url, parameters });
		const body: Record<string, unknown> = { ...chatBodies(standIn)[0] };
		delete body['stream'];
		delete body['stream_options'];
		return body;
	}

	it('are all in this table', () => {
		expect(Object.keys(SENT).sort()).toEqual([...OPTIONS].sort());
	});

	it.each(Object.entries(SENT))(
		'%s is sent under its name, and nothing else',
		async (name, option) => {
			const body = await bodyFor({ options: { [name]: option.value } });
			expect(body).toEqual({ ...ALWAYS, ...option.sent });
		},
	);

	it('are all sent together', async () => {
		const values = Object.entries(SENT).map(([name, { value }]) => [name, value] as const);
		const body = await bodyFor({ options: Object.fromEntries(values) });
		const sent = Object.assign({}, ...Object.values(SENT).map((option) => option.sent)) as object;
		expect(body).toEqual({ ...ALWAYS, ...sent });
	});

	it('may be expressions', async () => {
		await runNode({
			baseUrl: standIn.url,
			parameters: {
				options: { seed: '={{ $json.seed }}', stop: ['={{ $json.stop }}'] },
			},
			items: [{ json: { seed: 7, stop: 'END' } }],
		});
		expect(chatBodies(standIn)[0]).toMatchObject({ seed: 7, stop: ['END'] });
	});
});

describe('the extra body', () => {
	it('is merged last, over the form', async () => {
		const standIn = await startStandIn();
		await runNode({
			baseUrl: standIn.url,
			parameters: {
				temperature: 0.1,
				options: {
					seed: 1,
					topK: 5,
					extraBody: '{"seed": 2, "temperature": 1.5, "max_tokens": 7, "compliance": "hipaa"}',
				},
			},
		});
		await standIn.close();
		expect(chatBodies(standIn)).toEqual([
			{
				...ALWAYS,
				temperature: 1.5,
				max_tokens: 7,
				seed: 2,
				top_k: 5,
				compliance: 'hipaa',
				stream: true,
				stream_options: { include_usage: true },
			},
		]);
	});

	it.each(['model', 'messages', 'stream', 'stream_options'])('cannot set %s', async (name) => {
		const standIn = await startStandIn();
		const run = {
			baseUrl: standIn.url,
			parameters: { options: { extraBody: JSON.stringify({ [name]: true }) } },
		};
		const { items } = await runNode({ ...run, onError: 'continueRegularOutput' });
		const { status } = await runNode(run);
		await standIn.close();
		expect(jsonOf(items)).toEqual([
			{
				error: `Extra Body cannot set ${name}. Use the field of the form for it.`,
				details: { field: 'Extra Body', attempts: 0 },
			},
		]);
		expect(status).toBe('error');
		expect(standIn.requests).toEqual([]);
	});
});
