import { toTransportFailure } from '../../../nodes/shared/host/failure';
import { TransportFailure } from '../../../nodes/shared/host/port';

const HOST = 'api.together.ai';

function coded(code: string, rest: object = {}): Error {
	return Object.assign(new Error(`low-level words ${code} Bearer tgp_v1_secret`), {
		code,
		...rest,
	});
}

it.each([
	['UND_ERR_CONNECT_TIMEOUT', 'timeout', 'No connection could be opened in time'],
	['UND_ERR_HEADERS_TIMEOUT', 'timeout', 'The server did not start to answer in time'],
	['UND_ERR_BODY_TIMEOUT', 'timeout', 'The server fell silent in the middle of its answer'],
	['ETIMEDOUT', 'timeout', 'The connection timed out'],
	['ECONNREFUSED', 'network', 'The server refused the connection'],
	['ECONNRESET', 'network', 'The connection was reset'],
	['EPIPE', 'network', 'The connection was reset'],
	['UND_ERR_SOCKET', 'network', 'The connection was closed before the answer was complete'],
	['ENOTFOUND', 'network', 'The host name could not be found'],
	['EAI_AGAIN', 'network', 'The host name could not be looked up right now'],
	['EHOSTUNREACH', 'network', 'The host cannot be reached'],
	['ENETUNREACH', 'network', 'The network cannot be reached'],
	['DEPTH_ZERO_SELF_SIGNED_CERT', 'network', 'The certificate of the server is not trusted'],
	['SELF_SIGNED_CERT_IN_CHAIN', 'network', 'The certificate of the server is not trusted'],
	['CERT_HAS_EXPIRED', 'network', 'The certificate of the server is not trusted'],
	['ERR_TLS_CERT_ALTNAME_INVALID', 'network', 'The certificate of the server is not trusted'],
	['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'network', 'The certificate of the server is not trusted'],
	['HPE_INVALID_CONSTANT', 'malformed', 'The server did not answer in HTTP'],
	['ESOMETHINGNEW', 'network', 'The request could not be completed'],
])('tells %s as %s in plain words', (code, kind, words) => {
	const error = toTransportFailure(coded(code), undefined, HOST);
	expect(error).toBeInstanceOf(TransportFailure);
	expect(error).toMatchObject({ kind, message: `${words} (${HOST}, ${code})`, code });
});

it.each([
	['on its cause', new TypeError('fetch failed', { cause: coded('ECONNRESET') })],
	['on the first attempt', Object.assign(new Error('all'), { errors: [coded('ECONNRESET')] })],
	[
		'deep inside',
		new Error('a', { cause: new Error('b', { cause: { errors: [coded('ECONNRESET')] } }) }),
	],
])('finds the code of an error %s', (_where, cause) => {
	expect(toTransportFailure(cause, undefined, HOST)).toMatchObject({
		kind: 'network',
		code: 'ECONNRESET',
	});
});

it('tells whatever happened after an abort as the abort', () => {
	const signal = AbortSignal.abort();
	const error = toTransportFailure(coded('UND_ERR_SOCKET'), signal, HOST);
	expect(error).toMatchObject({
		kind: 'aborted',
		message: 'The request was cancelled',
	});
});

it('does not take a fault for an abort while the signal is quiet', () => {
	const { signal } = new AbortController();
	expect(toTransportFailure(coded('UND_ERR_SOCKET'), signal, HOST)).toMatchObject({
		kind: 'network',
	});
});

it('gives a failure of its own back as it is', () => {
	const error = new TransportFailure('timeout', 'took too long');
	expect(toTransportFailure(error, AbortSignal.abort(), HOST)).toBe(error);
});

it.each([
	['an error without code', new TypeError('x is not a function')],
	['an invalid argument', coded('UND_ERR_INVALID_ARG')],
	['an invalid argument of Node', coded('ERR_INVALID_ARG_TYPE')],
])('does not hide a mistake in code: %s', (_what, mistake) => {
	expect(toTransportFailure(mistake, undefined, HOST)).toBe(mistake);
});

it('makes an error of a thrown text', () => {
	const error = toTransportFailure('just words', undefined, HOST);
	expect(error).not.toBeInstanceOf(TransportFailure);
	expect(error.message).toBe('just words');
});
