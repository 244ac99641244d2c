import { TransportFailure, type TransportFailureKind } from './port';
import { asString, isObject } from '../json';
import { messageOf } from '../thrown';

const TIMEOUT_MESSAGES: Record<string, string> = {
	UND_ERR_CONNECT_TIMEOUT: 'No connection could be opened in time',
	UND_ERR_HEADERS_TIMEOUT: 'The server did not start to answer in time',
	UND_ERR_BODY_TIMEOUT: 'The server fell silent in the middle of its answer',
	ETIMEDOUT: 'The connection timed out',
	NO_PROGRESS: 'The server kept the connection alive but sent nothing of its answer in time',
	TOTAL_TIMEOUT: 'The request took longer than Requests > Total Timeout allows',
};

const NETWORK_MESSAGES: Record<string, string> = {
	ECONNREFUSED: 'The server refused the connection',
	ECONNRESET: 'The connection was reset',
	EPIPE: 'The connection was reset',
	Z_BUF_ERROR: 'The compressed answer broke off',
	UND_ERR_SOCKET: 'The connection was closed before the answer was complete',
	ENOTFOUND: 'The host name could not be found',
	EAI_AGAIN: 'The host name could not be looked up right now',
	EHOSTUNREACH: 'The host cannot be reached',
	ENETUNREACH: 'The network cannot be reached',
};

/** Codes that mean the answer was not HTTP. undici's parser gives a name where it gives no code. */
const NOT_HTTP = /^HPE_|^HTTPParserError$/;
/** Codes of Node's TLS layer for a certificate, for instance DEPTH_ZERO_SELF_SIGNED_CERT. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/;
/** Codes for a server that does not speak TLS, or not this one. */
const TLS = /^ERR_TLS|^ERR_SSL|^EPROTO$/;
/** Codes of zlib, also for Brotli. */
const COMPRESSION = /^Z_|^ERR_(_ERROR|BROTLI)/;
/** Codes of mistakes in calling undici, which are no faults of the network. */
const MISTAKE = /INVALID_ARG/;

/**
 * Turns what undici threw into a `TransportFailure`. Only the code and words of our own are kept: the
 * thrown object may hold the request.
 * @param signal tells an abort by the caller from a fault
 * @param host shown to the user, for instance `api.together.ai`
 * @returns the cause itself when it is no fault of the network: a mistake in code must not hide
 */
export function toTransportFailure(
	cause: unknown,
	signal: AbortSignal | undefined,
	host: string,
): Error {
	if (cause instanceof TransportFailure) return cause;
	if (signal?.aborted) return new TransportFailure('aborted', 'The request was cancelled');
	const proxyStatus = proxyRefusal(cause);
	if (proxyStatus) {
		const message = `The proxy refused the connection with status ${proxyStatus}`;
		return new TransportFailure('network', message, 'PROXY_REFUSED');
	}
	const code = codeOf(cause);
	if (!code || MISTAKE.test(code))
		return cause instanceof Error ? cause : new Error(messageOf(cause));
	const [kind, words] = describe(code);
	return new TransportFailure(kind, `${words} (${host}, ${code})`, code);
}

function describe(code: string): [TransportFailureKind, string] {
	const timeout = TIMEOUT_MESSAGES[code];
	if (timeout) return ['timeout', timeout];
	const network = NETWORK_MESSAGES[code];
	if (network) return ['network', network];
	if (CERTIFICATE.test(code)) return ['network', 'The certificate of the server is not trusted'];
	if (TLS.test(code)) return ['network', 'No secure connection could be made: is it https?'];
	if (NOT_HTTP.test(code)) return ['malformed', 'The server did not answer in HTTP'];
	if (COMPRESSION.test(code)) return ['malformed', 'The answer is not compressed as it says'];
	return ['network', 'The request could not be completed'];
}

/** undici tells the status with which a proxy refused in its message only, of a tunnel or of a login. */
function proxyRefusal(cause: unknown): string | undefined {
	const message = isObject(cause) ? asString(cause['message']) : undefined;
	return /^Proxy (?:response|Authentication Required) \((\d+)\)/.exec(message ?? '')?.[1];
}

/** The code is on the error itself, on its cause, or on the first of several attempts. */
function codeOf(error: unknown): string | undefined {
	if (!isObject(error)) return undefined;
	const own = asString(error['code']);
	if (own) return own;
	if (error['name'] === 'HTTPParserError') return error['name'];
	const attempts = error['errors'];
	return codeOf(error['cause']) ?? (Array.isArray(attempts) ? codeOf(attempts[0]) : undefined);
}
