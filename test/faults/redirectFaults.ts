import { answer } from './answers';
import { alike, type Fault } from './fault';

/** Nobody must ever ask there. */
export const ELSEWHERE = 'http://elsewhere.invalid';

/** Redirects, which would take the key and the prompt along. */
export const REDIRECT_FAULTS: Fault[] = [301, 302, 303, 307, 308].map((status) =>
	alike(
		{
			name: `redirect ${status}`,
			answer: answer(status, 'Moved', { location: `${ELSEWHERE}/v1/chat/completions` }),
			maxRetries: 2,
		},
		{
			kind: 'redirect',
			status,
			attempts: 1,
			says: `The server answered with a redirect to ${ELSEWHERE}, which was not followed because the API key would go along.`,
			advice: /as Base URL/,
		},
	),
);
