import {
	answer,
	apiError,
	chunk,
	completion,
	event,
	EVENTS_TYPE,
	JSON_TYPE,
	stream,
} from './answers';
import { alike, type Expected, type Fault } from './fault';

const AGAIN = /^The server could not complete the answer: try again/;
const CHECK = /Base URL/;

function malformed(says: string | RegExp): Expected {
	return { kind: 'malformed', status: 200, attempts: 1, says, advice: CHECK };
}

const EMPTY: Expected = {
	kind: 'truncated',
	status: 200,
	attempts: 2,
	says: 'The server answered 200 with an empty body.',
	advice: /^Try again/,
};

/** Answers with a good status that are no completion, streamed or not. */
export const BODY_FAULTS: Fault[] = [
	alike(
		{ name: '200 without a body', answer: ({ response }) => void response.end(), maxRetries: 1 },
		EMPTY,
	),
	alike({ name: '200 with an empty page', answer: answer(200), maxRetries: 1 }, EMPTY),
	alike(
		{ name: '204', answer: ({ response }) => void response.writeHead(204).end(), maxRetries: 1 },
		{ ...EMPTY, status: 204, says: 'The server answered 204 with an empty body.' },
	),
	alike(
		{
			name: '200 with an HTML page',
			answer: answer(200, '<html><script>var a;</script><h1>Please log in</h1></html>'),
			maxRetries: 2,
		},
		malformed(
			'The server answered 200 with something that is not a completion (text/html): Please log in.',
		),
	),
	alike(
		{
			name: '200 with a JSON error',
			answer: answer(200, apiError('Engine is on fire', { type: 'server_error', code: 'hot' })),
			maxRetries: 2,
		},
		{
			kind: 'reported',
			status: 200,
			type: 'server_error',
			code: 'hot',
			attempts: 2,
			says: 'Engine is on fire.',
			advice: AGAIN,
		},
	),
	alike(
		{
			name: '200 with a JSON error that lasts',
			answer: answer(200, apiError('No such thing', { param: 'model' })),
			maxRetries: 2,
		},
		{
			kind: 'reported',
			status: 200,
			type: 'invalid_request_error',
			param: 'model',
			attempts: 1,
			says: 'No such thing.',
			advice: AGAIN,
		},
	),
	alike(
		{
			name: '200 with broken JSON',
			answer: answer(200, '{"id": "gen-1", "choices": [{', { 'content-type': JSON_TYPE }),
			maxRetries: 2,
		},
		malformed(
			'The server answered 200 with something that is not a completion (application/json): {"id": "gen-1", "choices": [{.',
		),
	),
	alike(
		{
			name: '200 without choices',
			answer: answer(200, { id: 'gen-1', choices: [] }),
			maxRetries: 2,
		},
		malformed('The answer holds no choices. It holds: id, choices.'),
	),
	alike(
		{
			name: '200 that is no object',
			answer: answer(200, 'null', { 'content-type': JSON_TYPE }),
			maxRetries: 2,
		},
		malformed('The answer holds no choices. It holds: object.'),
	),
	alike(
		{
			name: '200 with a choice that ends in an error',
			answer: answer(200, completion('Hal', 'error')),
			maxRetries: 1,
		},
		{
			kind: 'reported',
			status: 200,
			attempts: 2,
			says: 'The server reported an error without saying which.',
			advice: AGAIN,
		},
	),
	{
		name: 'wrong content type',
		answer: stream(event(chunk('Hi', 'stop'))),
		maxRetries: 2,
		off: malformed(
			/^The server answered 200 with something that is not a completion \(text\/event-stream\): data: \{"id":"gen-1".*\. /,
		),
	},
	{
		name: 'HTML called an event stream',
		answer: answer(200, '<h1>Hello</h1>', { 'content-type': EVENTS_TYPE }),
		maxRetries: 1,
		on: {
			kind: 'malformed',
			status: 200,
			attempts: 1,
			says: 'The stream holds no event but: Hello.',
			advice: /^Check that the Base URL/,
		},
	},
];
