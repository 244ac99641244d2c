import { ApiError, type ApiErrorKind } from '../../../nodes/shared/http/errors';
import { adviceFor } from '../../../nodes/shared/n8n/advice';

/** Every kind there is, complete by its type. */
const KINDS: Record<ApiErrorKind, true> = {
	status: true,
	reported: true,
	malformed: true,
	truncated: true,
	redirect: true,
	tooLarge: true,
	timeout: true,
	network: true,
	proxy: true,
	blocked: true,
	aborted: true,
};

const kinds = Object.keys(KINDS) as ApiErrorKind[];
const STATUSES = [
	400, 401, 402, 403, 404, 405, 408, 409, 413, 418, 422, 429, 500, 502, 503, 504, 520, 522, 524,
	529, 599,
];
const CODES = [
	'model_not_available',
	'dedicated_endpoint_not_running',
	'streaming_required',
	'invalid_api_key',
	'ECONNREFUSED',
	'something_new',
	'503',
	'',
];

/** One sentence for a person: not empty, and ended. */
const SENTENCE = /^[A-Z].*\.$/;

it.each(kinds)('has a sentence for the kind %s', (kind) => {
	expect(adviceFor(new ApiError(kind, 'x'))).toMatch(SENTENCE);
});

it.each(STATUSES)('has a sentence for the status %d', (status) => {
	expect(adviceFor(new ApiError('status', 'x', { status }))).toMatch(SENTENCE);
});

it.each(kinds.flatMap((kind) => CODES.map((code) => ({ kind, code }))))(
	'has a sentence for $kind with the code "$code"',
	({ kind, code }) => {
		expect(adviceFor(new ApiError(kind, 'x', { status: 400, code }))).toMatch(SENTENCE);
	},
);

it.each([
	{ status: 401, advice: 'Check the API key in the Together AI credential.' },
	{
		status: 402,
		advice:
			'Add credit or raise the spend limit in the billing settings of your Together AI account.',
	},
	{
		status: 403,
		advice:
			'Shorten the messages or lower Max Tokens: together they must fit the context of the model.',
	},
	{ status: 404, advice: 'Check the model ID, and the Base URL in the Together AI credential.' },
	{
		status: 429,
		advice:
			'The rate limit of your account is reached: set Requests > Requests Per Minute, or ask for a higher limit.',
	},
	{
		status: 500,
		advice: 'This is a fault on the side of the server: try again later, or use another model.',
	},
	{
		status: 529,
		advice: 'This is a fault on the side of the server: try again later, or use another model.',
	},
])('knows what to do about $status', ({ status, advice }) => {
	expect(adviceFor(new ApiError('status', 'x', { status }))).toBe(advice);
});

it.each([
	{
		code: 'model_not_available',
		advice:
			'Pick a serverless model from the list, or start a dedicated endpoint for this one at api.together.ai.',
	},
	{
		code: 'dedicated_endpoint_not_running',
		advice: 'Start the dedicated endpoint at api.together.ai, or pick a serverless model.',
	},
	{
		code: 'streaming_required',
		advice:
			'This model only streams: remove Log Probabilities and Echo, and do not turn streaming off.',
	},
	{ code: 'invalid_api_key', advice: 'Check the API key in the Together AI credential.' },
])('goes by the code $code before the status and the kind', ({ code, advice }) => {
	expect(adviceFor(new ApiError('status', 'x', { status: 400, code }))).toBe(advice);
	expect(adviceFor(new ApiError('reported', 'x', { status: 200, code }))).toBe(advice);
});

it('takes no code for a property every object has', () => {
	const error = new ApiError('network', 'x', { code: 'toString' });
	expect(adviceFor(error)).toBe(adviceFor(new ApiError('network', 'x')));
});

it('goes by the kind, not by a status of 200', () => {
	expect(adviceFor(new ApiError('truncated', 'x', { status: 200 }))).toBe(
		adviceFor(new ApiError('truncated', 'x')),
	);
});

it('blames a proxy for a 403 that the API did not give', () => {
	const advice = adviceFor(new ApiError('status', 'x', { status: 403, isForeign: true }));
	expect(advice).toBe(
		'A proxy or firewall on the way refused the request: check the network of this n8n and the Base URL in the Together AI credential.',
	);
	expect(adviceFor(new ApiError('status', 'x', { status: 502, isForeign: true }))).toBe(
		adviceFor(new ApiError('status', 'x', { status: 502 })),
	);
});

const CONTEXT =
	'Shorten the messages or lower Max Tokens: together they must fit the context of the model.';
const IMAGES = 'This model takes no images: pick one with vision, or remove the attachments.';

it.each([
	["This model's maximum context length is 4096 tokens. However, you requested 5000", CONTEXT],
	['the request exceeds the available context size. try increasing it', CONTEXT],
	['Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4097', CONTEXT],
	['prompt is too long: 210000 tokens > 200000 maximum', CONTEXT],
	['No endpoints found that support image input', IMAGES],
	['image input is not supported - hint: you may need to provide the mmproj', IMAGES],
	['meta/Llama is not a multimodal model', IMAGES],
	['At most 0 image(s) may be provided in one prompt.', IMAGES],
	['This model does not support image_url content', IMAGES],
])('knows what to do about: %s', (message, advice) => {
	for (const status of [400, 500]) {
		expect(adviceFor(new ApiError('status', message, { status }))).toBe(advice);
	}
	expect(adviceFor(new ApiError('reported', message, { status: 200 }))).toBe(advice);
});

it.each([
	'Unknown field: context_length_exceeded_behavior',
	'The image format webp is not supported',
])('takes for neither of them: %s', (message) => {
	expect(adviceFor(new ApiError('status', message, { status: 400 }))).toBe(
		'Check the field the server names; some models accept only their own fixed values.',
	);
});

it('knows the code of a context that is too short', () => {
	const details = { status: 400, code: 'context_length_exceeded' };
	expect(adviceFor(new ApiError('status', 'x', details))).toBe(CONTEXT);
});
