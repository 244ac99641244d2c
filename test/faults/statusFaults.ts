import { answer, apiError } from './answers';
import { alike, type Expected, type Fault } from './fault';

const SOON = { 'retry-after-ms': '250' };
const SERVER_SIDE = /fault on the side of the server/;
const PAGE =
	'<!DOCTYPE html><html><head><title>Error</title><style>p { color: red }</style></head>' +
	'<body><h1>Error</h1><p>cloudflare</p></body></html>';

type Row = Omit<Expected, 'kind' | 'status'>;

/** A status with the API's error body. */
function status(code: number, fields: Record<string, string | null>, row: Row): Fault {
	return alike(
		{
			name: `status ${code}`,
			answer: answer(code, apiError(`This is what ${code} says`, fields), SOON),
			maxRetries: 2,
		},
		{ kind: 'status', status: code, ...row },
	);
}

function lasting(code: number, advice: RegExp, fields: Record<string, string> = {}): Fault {
	return status(code, fields, {
		type: 'invalid_request_error',
		...fields,
		attempts: 1,
		says: `This is what ${code} says.`,
		advice,
	});
}

function healing(code: number, attempts: number, advice: RegExp, type = 'server_error'): Fault {
	return status(code, { type }, { type, attempts, says: `This is what ${code} says.`, advice });
}

/** A page put in front of the API. */
function page(code: number, row: Pick<Row, 'attempts' | 'advice'>): Fault {
	return alike(
		{ name: `status ${code} with an HTML page`, answer: answer(code, PAGE, SOON), maxRetries: 2 },
		{
			kind: 'status',
			status: code,
			says: 'Error Error cloudflare.',
			...row,
		},
	);
}

export const STATUS_FAULTS: Fault[] = [
	lasting(400, /field the server names/, { param: 'temperature' }),
	lasting(401, /Check the API key/, { code: 'invalid_api_key' }),
	lasting(402, /Add credit/, { type: 'credit_limit' }),
	lasting(403, /Shorten the messages/),
	lasting(404, /Pick a serverless model/, { code: 'model_not_available' }),
	healing(408, 3, /took too long/),
	healing(409, 3, /Base URL/),
	lasting(413, /Send less in one request/),
	lasting(422, /values of the form/),
	healing(429, 3, /rate limit of your account/, 'dynamic_request_limited'),
	healing(500, 2, SERVER_SIDE),
	healing(502, 3, SERVER_SIDE),
	healing(503, 3, SERVER_SIDE, 'dynamic_token_limited'),
	healing(504, 3, SERVER_SIDE),
	healing(520, 3, SERVER_SIDE),
	healing(522, 3, SERVER_SIDE),
	healing(524, 3, SERVER_SIDE),
	healing(529, 3, SERVER_SIDE),
	page(403, { attempts: 1, advice: /^A proxy or firewall on the way/ }),
	page(502, { attempts: 3, advice: SERVER_SIDE }),
	page(520, { attempts: 3, advice: SERVER_SIDE }),
	alike(
		{ name: 'status 405 without a body', answer: answer(405), maxRetries: 2 },
		{
			kind: 'status',
			status: 405,
			attempts: 1,
			says: 'The server answered with status 405.',
			advice: /Base URL/,
		},
	),
	alike(
		{
			name: 'status 400 that may be sent again (x-should-retry: true)',
			answer: answer(
				400,
				{ message: 'Just now', type: 'hiccup' },
				{ ...SOON, 'x-should-retry': 'true' },
			),
			maxRetries: 2,
		},
		{
			kind: 'status',
			status: 400,
			type: 'hiccup',
			attempts: 3,
			says: 'Just now.',
			advice: /field the server names/,
		},
	),
	alike(
		{
			name: 'status 503 that may not be sent again (x-should-retry: false)',
			answer: answer(503, { error: 'Never again!' }, { ...SOON, 'x-should-retry': 'false' }),
			maxRetries: 2,
		},
		{ kind: 'status', status: 503, attempts: 1, says: 'Never again!', advice: SERVER_SIDE },
	),
];
