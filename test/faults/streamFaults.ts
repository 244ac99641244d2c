import { apiError, beginStream, chunk, event, halfCall, stream } from './answers';
import type { Answer, Expected, Fault } from './fault';

const BEGUN = event(chunk('Ans'));

function broken(
	fault: Pick<Fault, 'name' | 'answer' | 'maxRetries'>,
	on: Omit<Expected, 'status'>,
) {
	return { ...fault, on: { status: 200, ...on } };
}

const TRUNCATED = {
	kind: 'truncated',
	attempts: 2,
	says: 'The stream broke off before the answer was complete: neither a finish reason nor [DONE] came.',
	advice: /^Try again/,
};
const ON_FIRE = {
	kind: 'reported',
	type: 'server_error',
	attempts: 2,
	says: 'Engine is on fire.',
	advice: /try again, or use another model/,
};
const REFUSED = apiError('Slow down', { type: 'rate_limit_exceeded' });
const FIRE = apiError('Engine is on fire', { type: 'server_error' });

/** Larger than any event may grow. */
const endless: Answer = async ({ response }) => {
	beginStream(response);
	response.write('data: {"choices":[{"delta":{"content":"');
	const piece = Buffer.alloc(1024 * 1024, 'a');
	for (let megabytes = 0; megabytes < 40 && !response.destroyed; megabytes++) {
		await new Promise((sent) => response.write(piece, sent));
	}
};

/** What can go wrong once a stream has begun. */
export const STREAM_FAULTS: Fault[] = [
	broken({ name: 'truncated stream', answer: stream(BEGUN), maxRetries: 1 }, TRUNCATED),
	broken(
		{ name: 'stream cut in an event', answer: stream(BEGUN, BEGUN.slice(0, 20)), maxRetries: 1 },
		TRUNCATED,
	),
	broken(
		{
			name: 'stream cut in the arguments of a tool call',
			answer: stream(event(halfCall())),
			maxRetries: 1,
		},
		{
			...TRUNCATED,
			says: 'The stream broke off in the middle of a tool call: its arguments are not complete and no [DONE] came.',
		},
	),
	broken(
		{
			name: 'stream cut behind the name of a tool call',
			answer: stream(event(halfCall(''))),
			maxRetries: 1,
		},
		{
			...TRUNCATED,
			says: 'The stream broke off in the middle of a tool call: its arguments are not complete and no [DONE] came.',
		},
	),
	broken(
		{ name: 'stream of comments only', answer: stream(': ping\n\n: ping\n\n'), maxRetries: 1 },
		TRUNCATED,
	),
	broken(
		{ name: 'error payload in the stream', answer: stream(BEGUN, event(FIRE)), maxRetries: 2 },
		ON_FIRE,
	),
	broken(
		{
			name: 'error payload as an event of its own',
			answer: stream(BEGUN, `event: error\n${event(FIRE)}`, event('[DONE]')),
			maxRetries: 2,
		},
		ON_FIRE,
	),
	broken(
		{
			name: 'error payload as a field of the stream',
			answer: stream(BEGUN, `error: ${JSON.stringify(FIRE)}\n\n`, event('[DONE]')),
			maxRetries: 2,
		},
		ON_FIRE,
	),
	broken(
		{
			name: 'error payload with a code of 400',
			answer: stream(BEGUN, event(apiError('Too hot', { type: null, code: '400' }))),
			maxRetries: 2,
		},
		{ kind: 'reported', code: '400', attempts: 1, says: 'Too hot.', advice: ON_FIRE.advice },
	),
	broken(
		{
			name: 'error event without the key error',
			answer: stream(
				BEGUN,
				`event: error\n${event({ message: 'Engine is on fire', type: 'server_error' })}`,
			),
			maxRetries: 2,
		},
		ON_FIRE,
	),
	broken(
		{ name: 'throttle in the stream', answer: stream(event(REFUSED)), maxRetries: 1 },
		{ ...ON_FIRE, type: 'rate_limit_exceeded', says: 'Slow down.' },
	),
	broken(
		{
			name: 'choice that ends in an error',
			answer: stream(event(chunk('', 'error'))),
			maxRetries: 1,
		},
		{
			kind: 'reported',
			attempts: 2,
			says: 'The server reported an error without saying which.',
			advice: ON_FIRE.advice,
		},
	),
	broken(
		{
			name: 'broken JSON in the stream',
			answer: stream(BEGUN, event('{"id": "gen-1", "cho')),
			maxRetries: 2,
		},
		{
			kind: 'malformed',
			attempts: 1,
			says: 'An event of the stream is not a JSON object: {"id": "gen-1", "cho.',
			advice: /Base URL/,
		},
	),
	broken(
		{ name: '[DONE] without a choice', answer: stream(event('[DONE]')), maxRetries: 2 },
		{
			kind: 'malformed',
			attempts: 1,
			says: 'The stream ended without a single choice.',
			advice: /Base URL/,
		},
	),
	broken(
		{ name: 'event that never ends', answer: endless, maxRetries: 2 },
		{
			kind: 'tooLarge',
			attempts: 1,
			says: 'One event of the stream is larger than 32 MB.',
			advice: /shorter answer/,
		},
	),
];
