/** One entry of the models list, as Together sends it. */
export interface Model {
	id: string;
	object: 'model';
	created: number;
	type: string;
	display_name: string;
	organization: string;
	link?: string;
	license?: string;
	context_length?: number;
	/** US dollars per million tokens. Some models of the real list have none. */
	pricing?: {
		hourly: number;
		input: number;
		output: number;
		base: number;
		finetune: number;
		cached_input?: number;
	};
}

type Price = Partial<NonNullable<Model['pricing']>>;

function model(
	id: string,
	type: string,
	displayName: string,
	organization: string,
	rest: { context?: number; price?: Price; created?: number } = {},
): Model {
	return {
		id,
		object: 'model',
		created: rest.created ?? 0,
		type,
		display_name: displayName,
		organization,
		...(rest.context !== undefined && { context_length: rest.context }),
		...(rest.price && {
			pricing: { hourly: 0, input: 0, output: 0, base: 0, finetune: 0, ...rest.price },
		}),
	};
}

/** The stand-in's catalogue. Prices are plausible, not current. */
export const MODELS: readonly Model[] = [
	model(
		'meta-llama/Llama-3.3-70B-Instruct-Turbo',
		'chat',
		'Meta Llama 3.3 70B Instruct Turbo',
		'Meta',
		{ context: 131_072, price: { input: 1.04, output: 1.04 } },
	),
	model('openai/gpt-oss-120b', 'chat', 'OpenAI GPT-OSS 120B', 'OpenAI', {
		context: 131_072,
		price: { input: 0.15, output: 0.6 },
		created: 1_754_419_860,
	}),
	model('Qwen/Qwen3.5-9B', 'chat', 'Qwen3.5 9B', 'Qwen', {
		context: 262_144,
		price: { input: 0.1, output: 0.15 },
	}),
	model('deepseek-ai/DeepSeek-R1', 'chat', 'DeepSeek R1-0528', 'DeepSeek', {
		context: 163_840,
		price: { input: 3, output: 7 },
	}),
	model('moonshotai/Kimi-K3', 'chat', 'Kimi K3', 'Moonshot AI', {
		context: 262_144,
		price: { input: 1, output: 3, cached_input: 0.2 },
	}),
	model('zai-org/GLM-5.3', 'chat', 'GLM 5.3', 'Z.ai', { context: 202_752 }),
	model('Austism/chronos-hermes-13b', 'chat', 'Chronos Hermes (13B)', 'Austism', {
		context: 2_048,
		price: { input: 0.3, output: 0.3, cached_input: 0.2 },
		created: 1_692_896_905,
	}),
	model(
		'togethercomputer/RedPajama-INCITE-7B-Instruct',
		'language',
		'RedPajama-INCITE Instruct (7B)',
		'Together',
		{ context: 2_048, price: { input: 0.2, output: 0.2 } },
	),
	model('black-forest-labs/FLUX.1-schnell', 'image', 'FLUX.1 Schnell', 'Black Forest Labs', {
		price: {},
	}),
	model(
		'intfloat/multilingual-e5-large-instruct',
		'embedding',
		'Multilingual E5 Large Instruct',
		'intfloat',
		{ context: 514, price: { input: 0.02 } },
	),
	model('mixedbread-ai/Mxbai-Rerank-Large-V2', 'rerank', 'Mxbai Rerank Large V2', 'Mixedbread', {
		context: 32_768,
		price: { input: 0.1 },
	}),
];

/** Listed but reachable only through a dedicated endpoint, like most of the real list. */
const NOT_SERVERLESS = new Set(['Austism/chronos-hermes-13b']);

/** Models of this project's dedicated endpoints: `<project slug>/<endpoint slug>`. */
export const PROJECT_SLUG = 'sandbox';

/** Whether a request for models of these types may name this one, and if not, which kind of no it gets. */
export function modelAccess(
	id: string,
	types: readonly string[],
): 'serverless' | 'unknown' | 'notServerless' {
	if (id.startsWith(`${PROJECT_SLUG}/`)) return 'serverless';
	const found = MODELS.find((candidate) => candidate.id === id);
	if (found === undefined) return 'unknown';
	return types.includes(found.type) && !NOT_SERVERLESS.has(id) ? 'serverless' : 'notServerless';
}
