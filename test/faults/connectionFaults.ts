import { halfThen, hangUp, raw, reset } from './answers';
import { alike, type Expected, type Fault } from './fault';

const CHECK = /Check the Base URL .* network, proxy and firewall/;
const RESET: Expected = {
	kind: 'network',
	code: 'ECONNRESET',
	attempts: 2,
	says: 'The connection was reset ({host}, ECONNRESET).',
	advice: CHECK,
};
const CLOSED: Expected = {
	kind: 'network',
	code: 'UND_ERR_SOCKET',
	attempts: 2,
	says: 'The connection was closed before the answer was complete ({host}, UND_ERR_SOCKET).',
	advice: CHECK,
};
/** Which of the two it is depends on what the client is at when the connection ends. */
const BROKEN: Expected = {
	...CLOSED,
	status: 200,
	code: /^(ECONNRESET|UND_ERR_SOCKET)$/,
	says: /^The connection was (reset|closed before the answer was complete) \(127\.0\.0\.1:\d+, \w+\)\./,
};
/** In seconds. Long enough for the items that get an answer, also where the machine is busy. */
const TIMEOUT = 5;
const SILENT = { kind: 'timeout', attempts: 1, advice: /raise Requests > Timeout/ };

export const CONNECTION_FAULTS: Fault[] = [
	alike(
		{ name: 'connection refused', nowhere: 'refused', maxRetries: 1 },
		{
			...RESET,
			code: 'ECONNREFUSED',
			says: 'The server refused the connection ({host}, ECONNREFUSED).',
		},
	),
	alike(
		{ name: 'host that cannot be found', nowhere: 'unresolvable', maxRetries: 1 },
		{
			...RESET,
			// Which of them depends on the name servers of the machine.
			code: /^(ENOTFOUND|EAI_AGAIN)$/,
			says: /^The host name could not be (found|looked up right now) \(no-such-host\.invalid, \w+\)\./,
		},
	),
	alike(
		{ name: 'certificate that is not trusted', nowhere: 'untrusted', maxRetries: 1 },
		{
			...RESET,
			code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
			says: 'The certificate of the server is not trusted ({host}, DEPTH_ZERO_SELF_SIGNED_CERT).',
		},
	),
	alike(
		{
			name: 'reset before the headers',
			answer: ({ response }) => reset(response),
			keepsNone: true,
			maxRetries: 1,
		},
		RESET,
	),
	alike(
		{
			name: 'hang-up before the headers',
			answer: ({ response }) => hangUp(response),
			keepsNone: true,
			maxRetries: 1,
		},
		CLOSED,
	),
	alike({ name: 'reset in the middle', answer: halfThen(reset), maxRetries: 1 }, BROKEN),
	alike({ name: 'hang-up in the middle', answer: halfThen(hangUp), maxRetries: 1 }, BROKEN),
	alike(
		{ name: 'silence before the headers', answer: () => {}, maxRetries: 0, timeout: TIMEOUT },
		{
			...SILENT,
			code: 'UND_ERR_HEADERS_TIMEOUT',
			says: 'The server did not start to answer in time ({host}, UND_ERR_HEADERS_TIMEOUT).',
		},
	),
	alike(
		{ name: 'silence in the middle', answer: halfThen(), maxRetries: 0, timeout: TIMEOUT },
		{
			...SILENT,
			status: 200,
			code: 'UND_ERR_BODY_TIMEOUT',
			says: 'The server fell silent in the middle of its answer ({host}, UND_ERR_BODY_TIMEOUT).',
		},
	),
	alike(
		{ name: 'not HTTP', answer: raw('SSH-2.0-OpenSSH_9.6\r\n'), maxRetries: 1 },
		{
			kind: 'malformed',
			code: /^(HPE_\w+|HTTPParserError)$/,
			attempts: 1,
			says: /^The server did not answer in HTTP \(127\.0\.0\.1:\d+.*\)\./,
			advice: /Base URL/,
		},
	),
];
