import { answer, apiError, event, stream } from './answers';
import { alike, type Answer, type Fault } from './fault';

/** Repeats the key it was sent in the answer that is made of it. */
function echo(make: (key: string) => Answer): Answer {
	return async (exchange) => {
		const key = exchange.headers.authorization?.replace('Bearer ', '') ?? '';
		await make(key)(exchange);
	};
}

const refusal = (key: string) => apiError(`Incorrect key: ${key}`, { code: 'invalid_api_key' });
const REFUSED = {
	type: 'invalid_request_error',
	code: 'invalid_api_key',
	attempts: 1,
	says: 'Incorrect key: [API key].',
	advice: /Check the API key/,
};

/** Servers that repeat the key in what they say. */
export const SECRET_FAULTS: Fault[] = [
	alike(
		{
			name: 'status 401 that repeats the key',
			answer: echo((key) => answer(401, refusal(key))),
			maxRetries: 2,
		},
		{ kind: 'status', status: 401, ...REFUSED },
	),
	alike(
		{
			name: '200 with a JSON error that repeats the key',
			answer: echo((key) => answer(200, refusal(key))),
			maxRetries: 2,
		},
		{ kind: 'reported', status: 200, ...REFUSED },
	),
	{
		name: 'error in the stream that repeats the key',
		answer: echo((key) => stream(event(refusal(key)))),
		maxRetries: 2,
		on: { kind: 'reported', status: 200, ...REFUSED },
	},
	alike(
		{
			name: 'page that repeats the key where it is cut',
			answer: echo((key) => answer(403, `<p>${'x'.repeat(275)} ${key}</p>`)),
			maxRetries: 2,
		},
		{
			kind: 'status',
			status: 403,
			attempts: 1,
			says: /^x{275} .*/,
			advice: /^A proxy or firewall on the way/,
		},
	),
	alike(
		{
			name: 'error that repeats the key in its fields',
			answer: echo((key) => answer(400, apiError('No', { type: key, code: key, param: key }))),
			maxRetries: 2,
		},
		{
			kind: 'status',
			status: 400,
			type: '[API key]',
			code: '[API key]',
			param: '[API key]',
			attempts: 1,
			says: 'No.',
			advice: /field the server names/,
		},
	),
	alike(
		{
			name: 'error that repeats the key in other spellings',
			answer: echo((key) => answer(401, apiError(spellings(key).join(', '), { code: 'no' }))),
			maxRetries: 2,
		},
		{
			kind: 'status',
			status: 401,
			...REFUSED,
			code: 'no',
			says: `${Array(6).fill('[API key]').join(', ')}.`,
		},
	),
];

function spellings(key: string): string[] {
	const half = key.length / 2;
	return [
		key.toUpperCase(),
		Buffer.from(`Bearer ${key}`).toString('base64').slice(9),
		Buffer.from(key).toString('hex'),
		encodeURIComponent(key).replaceAll('-', '%2D'),
		key.replaceAll('_', '&#95;'),
		`${key.slice(0, half)}<wbr>${key.slice(half)}`,
	];
}
