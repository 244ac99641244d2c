import { answer, JSON_TYPE } from './answers';
import { alike, type Expected, type Fault } from './fault';
import { ENDINGS, jsonWith, type Ending } from './jsonEndings';

const BROKEN: Expected = {
	kind: 'network',
	status: 200,
	code: /^(ECONNRESET|UND_ERR_SOCKET)$/,
	attempts: 2,
	says: /^The connection was (reset|closed before the answer was complete) \(127\.0\.0\.1:\d+, \w+\)\./,
	advice: /Check the Base URL/,
};
const SILENT: Expected = {
	kind: 'timeout',
	status: 200,
	code: 'UND_ERR_BODY_TIMEOUT',
	attempts: 2,
	says: 'The server fell silent in the middle of its answer ({host}, UND_ERR_BODY_TIMEOUT).',
	advice: /raise Requests > Timeout/,
};

/** JSON of which less came than there is, also where a stream was asked for, and what is no JSON. */
export const CUT_JSON_FAULTS: Fault[] = [
	...ENDINGS.map(cut),
	alike(
		{
			name: 'JSON in a compression that is not known',
			answer: answer(200, '?', { 'content-type': JSON_TYPE, 'content-encoding': 'zstd' }),
			maxRetries: 2,
		},
		{
			kind: 'malformed',
			status: 200,
			attempts: 1,
			says: 'The server answered 200 with something compressed as zstd, which cannot be read and was not asked for.',
			advice: /Base URL/,
		},
	),
	alike(
		{
			name: 'JSON that is not compressed as it says',
			answer: answer(200, '{}', { 'content-type': JSON_TYPE, 'content-encoding': 'gzip' }),
			maxRetries: 2,
		},
		{
			kind: 'malformed',
			status: 200,
			code: 'Z_DATA_ERROR',
			attempts: 1,
			says: 'The answer is not compressed as it says ({host}, Z_DATA_ERROR).',
			advice: /Base URL/,
		},
	),
];

function cut(ending: Ending): Fault {
	const fault = {
		name: `half of JSON, then ${ending.name}`,
		answer: jsonWith(ending, 0.5),
		maxRetries: 1,
	};
	return ending.isOpen ? alike({ ...fault, timeout: 1 }, SILENT) : alike(fault, BROKEN);
}
