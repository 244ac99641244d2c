import * as workflow from 'n8n-workflow';
import { NodeApiError, NodeOperationError, type INode } from 'n8n-workflow';

import { ApiError, type ApiErrorDetails } from '../../../nodes/shared/http/errors';
import { FormError } from '../../../nodes/shared/form/formError';
import { adviceFor } from '../../../nodes/shared/n8n/advice';
import { knowsDetails, toErrorItem, toNodeError } from '../../../nodes/shared/n8n/failure';
import { RequestFailed } from '../../../nodes/shared/run/withRetries';

const NODE: INode = {
	id: '1',
	name: 'Together AI',
	type: 'n8n-nodes-together-ai.togetherAi',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

const DETAILS: ApiErrorDetails = {
	status: 400,
	type: 'invalid_request_error',
	code: 'model_not_available',
	param: 'model',
	requestId: 'r1',
	retryAfterMs: 5,
	shouldRetry: false,
};

describe('an error of the API', () => {
	it('keeps its words, gets advice, and tells what the API told', () => {
		const cause = new ApiError('status', 'Unable to access model X.', DETAILS);
		const error = toNodeError(NODE, new RequestFailed(cause, 1), 3);
		expect(error).toBeInstanceOf(NodeApiError);
		expect(error).toMatchObject({
			message: 'Unable to access model X.',
			description:
				'Pick a serverless model from the list, or start a dedicated endpoint for this one at api.together.ai.',
			httpCode: '400',
		});
		expect(error.context.itemIndex).toBe(3);
		expect(error.context.details).toEqual({
			kind: 'status',
			status: 400,
			type: 'invalid_request_error',
			code: 'model_not_available',
			param: 'model',
			requestId: 'r1',
			attempts: 1,
		});
	});

	it('tells how often it was asked', () => {
		const error = toNodeError(NODE, new RequestFailed(new ApiError('timeout', 'Silence'), 4), 0);
		expect(error).toMatchObject({ message: 'Silence' });
		expect(error.context.details).toEqual({ kind: 'timeout', attempts: 4 });
	});

	it.each([400, 401, 402, 403, 404, 405, 429, 500, 502, 503, 504, 520])(
		"is not put into n8n's words for %d",
		(status) => {
			const cause = new ApiError('status', 'What the server said', { status });
			const error = toNodeError(NODE, cause, 0);
			expect(error.message).toBe('What the server said');
			expect(error.description).toBe(adviceFor(cause));
			expect(error).toMatchObject({ httpCode: String(status) });
		},
	);

	it.each([
		'The server refused the connection (host, ECONNREFUSED)',
		'The connection was reset (host, ECONNRESET)',
		'The host name could not be found (host, ENOTFOUND)',
		'The connection timed out (host, ETIMEDOUT)',
		'429 Too Many Requests',
		'bad gateway',
		'ENOENT',
	])("is not put into n8n's words where it says %p", (message) => {
		const cause = new ApiError('network', message, { code: 'ECONNREFUSED' });
		const error = toNodeError(NODE, cause, 0);
		expect(error.message).toBe(message);
		expect(error.description).toBe(adviceFor(cause));
	});

	it.each<{ what: string; error: ApiError; failure: object | undefined }>([
		{
			what: 'a rate limit, with the wait',
			error: new ApiError('status', 'x', { status: 429, retryAfterMs: 1500 }),
			failure: { cause: 'rate-limited', retryAfterMs: 1500 },
		},
		{
			what: 'a rate limit',
			error: new ApiError('status', 'x', { status: 429 }),
			failure: { cause: 'rate-limited' },
		},
		{
			what: 'an empty account',
			error: new ApiError('status', 'x', { status: 402 }),
			failure: { cause: 'quota-exhausted' },
		},
		{
			what: 'a wrong key',
			error: new ApiError('status', 'x', { status: 401 }),
			failure: { cause: 'credential-invalid' },
		},
		{
			what: 'an overloaded server',
			error: new ApiError('status', 'x', { status: 503, retryAfterMs: 7 }),
			failure: { cause: 'temporarily-unavailable', retryAfterMs: 7 },
		},
		{
			what: 'a network fault',
			error: new ApiError('network', 'x'),
			failure: { cause: 'temporarily-unavailable' },
		},
		{
			what: 'silence',
			error: new ApiError('timeout', 'x'),
			failure: { cause: 'temporarily-unavailable' },
		},
		{
			what: 'a redirect',
			error: new ApiError('redirect', 'x', { status: 302 }),
			failure: { cause: 'configuration-invalid' },
		},
		{
			what: 'a forbidden address',
			error: new ApiError('blocked', 'x'),
			failure: { cause: 'configuration-invalid' },
		},
		{
			what: 'a bad request',
			error: new ApiError('status', 'x', { status: 400 }),
			failure: undefined,
		},
	])('names the cause n8n knows for $what', ({ error, failure }) => {
		expect(toNodeError(NODE, error, 0).failure).toEqual(failure);
	});
});

describe('other errors', () => {
	it('of the form keep their words and advice', () => {
		const cause = new FormError('Model', 'is empty', 'Pick a model.');
		const error = toNodeError(NODE, cause, 2);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error).toMatchObject({ message: 'Model is empty', description: 'Pick a model.' });
		expect(error.context.itemIndex).toBe(2);
		expect(error.context.details).toEqual({ field: 'Model', attempts: 0 });
	});

	it("of the form are not put into n8n's words", () => {
		const message = 'Streaming must be one of auto, on, off, but is "ETIMEDOUT"';
		const cause = new FormError('Streaming', message.replace('Streaming ', ''));
		expect(toNodeError(NODE, cause, 0).message).toBe(message);
	});

	it.each([
		{ what: 'an error', thrown: new TypeError('x is not a function') },
		{ what: 'a text', thrown: 'x is not a function' },
	])('that nobody foresaw keep their words: $what', ({ thrown }) => {
		const error = toNodeError(NODE, thrown, 1);
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error.message).toBe('x is not a function');
		expect(error.context).toMatchObject({ itemIndex: 1, details: { attempts: 0 } });
	});

	it.each([
		new NodeOperationError(NODE, 'Mine', { itemIndex: 7 }),
		new NodeApiError(NODE, { message: 'x' }, { message: 'Mine', itemIndex: 7 }),
	])('of n8n stay as they are, with their own item', (cause) => {
		const error = toNodeError(NODE, cause, 1);
		expect(error).toBe(cause);
		expect(error.context.itemIndex).toBe(7);
	});

	it('that were made for n8n before keep what the API told', () => {
		const first = toNodeError(
			NODE,
			new RequestFailed(new ApiError('status', 'x', { status: 500 }), 2),
			0,
		);
		const details = structuredClone(first.context.details);
		expect(toNodeError(NODE, first, 0).context.details).toEqual(details);
	});
});

describe('the item of an error', () => {
	it('says what happened and what to do, and is paired', () => {
		const cause = new ApiError('status', 'Credit limit exceeded', {
			status: 402,
			type: 'credit_limit',
		});
		expect(toErrorItem(NODE, toNodeError(NODE, new RequestFailed(cause, 1), 4), 4)).toEqual({
			json: {
				error:
					'Credit limit exceeded. Add credit or raise the spend limit in the billing settings of your Together AI account.',
				details: { kind: 'status', status: 402, type: 'credit_limit', attempts: 1 },
			},
			pairedItem: { item: 4 },
		});
	});

	it.each([
		['Ends already.', 'Ends already.'],
		['Really?', 'Really?'],
		['No end', 'No end.'],
		[' Spaces around ', 'Spaces around.'],
	])('ends the sentence %p', (message, told) => {
		const error = toNodeError(NODE, new Error(message), 0);
		expect(toErrorItem(NODE, error, 0).json.error).toBe(told);
	});

	it('has one sentence where there is no advice', () => {
		const error = toNodeError(NODE, new FormError('Seed', 'must be a number'), 0);
		expect(toErrorItem(NODE, error, 0).json).toEqual({
			error: 'Seed must be a number.',
			details: { field: 'Seed', attempts: 0 },
		});
	});

	it.each([
		['keeps its details in the output on any n8n', 'continueRegularOutput', {}, true],
		[
			'keeps them in the error output since n8n 2.36',
			'continueErrorOutput',
			{ REDACTED: '' },
			true,
		],
		[
			'leaves them out where older n8n would take it for a result',
			'continueErrorOutput',
			{},
			false,
		],
	] as const)('%s', (_name, onError, host, hasDetails) => {
		const error = toNodeError(NODE, new FormError('Seed', 'must be a number'), 0);
		const { json } = toErrorItem({ ...NODE, onError }, error, 0, host);
		expect(Object.keys(json)).toEqual(hasDetails ? ['error', 'details'] : ['error']);
	});

	it('knows that the n8n of these tests takes details', () => {
		expect(knowsDetails(workflow)).toBe(true);
	});
});
