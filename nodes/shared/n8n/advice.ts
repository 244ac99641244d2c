import type { ApiError } from '../http/errors';
import type { ChatResultError } from '../chat/result/errors';

const BY_CODE = new Map(
	Object.entries({
		model_not_available:
			'Pick a serverless model from the list, or start a dedicated endpoint for this one at api.together.ai.',
		dedicated_endpoint_not_running:
			'Start the dedicated endpoint at api.together.ai, or pick a serverless model.',
		streaming_required:
			'This model only streams: remove Log Probabilities and Echo, and do not turn streaming off.',
		TOTAL_TIMEOUT: 'Raise Requests > Total Timeout, or ask for a shorter answer.',
		rerank_needs_endpoint:
			'Reranking needs a dedicated endpoint: start one for a rerank model at api.together.ai and enter its name as Model.',
		wrong_model_type: 'Pick a model from the list of the field: it shows those that fit.',
		invalid_api_key: 'Check the API key in the Together AI credential.',
	}),
);

const TOO_LONG =
	'Shorten the messages or lower Max Tokens: together they must fit the context of the model.';

const BY_STATUS: Record<number, string> = {
	400: 'Check the field the server names; some models accept only their own fixed values.',
	401: 'Check the API key in the Together AI credential.',
	402: 'Add credit or raise the spend limit in the billing settings of your Together AI account.',
	403: TOO_LONG,
	404: 'Check the model ID, and the Base URL in the Together AI credential.',
	408: 'The server took too long; try again, or ask for a shorter answer.',
	413: 'Send less in one request: shorter messages or smaller attachments.',
	422: 'Check the values of the form against what the server says.',
	429: 'The rate limit of your account is reached: set Requests > Requests Per Minute, or ask for a higher limit.',
};

/**
 * What servers say, each in its own words, of a request that they refuse. vLLM, llama.cpp, OpenAI,
 * OpenRouter, Groq and Together were heard.
 */
const BY_WORDS: Array<{ said: RegExp; advice: string }> = [
	{
		said: /context[ _](length|size|window)(?!_exceeded_behavior)|input token count|maximum context|(prompt|input) is too long|(max_tokens|max_new_tokens).{0,80} must be <=/i,
		advice: TOO_LONG,
	},
	{
		said: /(not|n't|no \w+ found that) (support|accept|process|handle)\w*.{0,40}(image|vision|multimodal)|(image|vision|multimodal)(?![^.]{0,40}(format|mime|size))[^.]{0,60}(not|n't|un)[ -]?(support|allow|accept)|not a (vision|multimodal) model|at most 0 image/i,
		advice: 'This model takes no images: pick one with vision, or remove the attachments.',
	},
];

/** For a 403 that is a page: the API's own means that a request is too long. */
const REFUSED_ON_THE_WAY =
	'A proxy or firewall on the way refused the request: check the network of this n8n and the Base URL in the Together AI credential.';

const SERVER_FAULT =
	'This is a fault on the side of the server: try again later, or use another model.';

const BY_KIND: Record<Exclude<ApiError['kind'], 'status'>, string> = {
	reported: 'The server could not complete the answer: try again, or use another model.',
	malformed: 'Check that the Base URL in the Together AI credential leads to the API.',
	truncated:
		'Try again. If it keeps happening, ask for shorter answers, or look for a proxy that cuts connections.',
	redirect:
		'Enter the address it points to as Base URL in the Together AI credential, if you trust it.',
	tooLarge: 'Ask for a shorter answer, fewer choices or no log probabilities.',
	timeout: 'Check the connection, or raise Requests > Timeout for slow models.',
	network:
		'Check the Base URL in the Together AI credential, and the network, proxy and firewall of this n8n.',
	proxy:
		'Correct the variable for the n8n process: an address of a proxy looks like http://proxy.example.com:3128.',
	blocked: 'Ask the administrator of this n8n to allow the address.',
	aborted: 'The workflow was stopped.',
};

/** One sentence that tells a person what to do about a failed request. */
export function adviceFor({ kind, message, details }: ApiError): string {
	const byCode = BY_CODE.get(details.code ?? '');
	if (byCode) return byCode;
	const byWords = BY_WORDS.find(({ said }) => said.test(`${details.code ?? ''} ${message}`));
	if (byWords && (kind === 'status' || kind === 'reported')) return byWords.advice;
	if (kind !== 'status') return BY_KIND[kind];
	const { status = 0, isForeign = false } = details;
	if (status === 403 && isForeign) return REFUSED_ON_THE_WAY;
	return BY_STATUS[status] ?? (status >= 500 ? SERVER_FAULT : BY_KIND.malformed);
}

/** One sentence on what to do about an answer that is not the JSON that was asked for. */
export function adviceForResult({ details }: ChatResultError): string {
	if (details.finishReason === 'length') return 'Raise Max Tokens, or ask for less.';
	const repair = details.answers === undefined || details.answers === 1;
	const simpler = 'Make the task or the schema simpler, or use a stronger model';
	return repair ? `${simpler}, or add the option Repair Answer.` : `${simpler}.`;
}
