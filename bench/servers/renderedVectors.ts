import type { Exchange } from '../../sandbox/standIn';
import { numberIn } from '../workload';

const DIMENSIONS = 1_024;

/** The numbers of a vector after its first, as text: the same for all. */
const TAIL = Array.from({ length: DIMENSIONS - 1 }, (_, at) => `,${Math.sin(at + 1)}`).join('');

/** Answers a request for embeddings: each vector begins with the number of its text. */
export function sendVectors({ request, response }: Exchange): void {
	if (response.destroyed) return;
	const { input } = request;
	const texts = (Array.isArray(input) ? input : [input]).map(String);
	const data = texts.map(
		(text, index) =>
			`{"object":"embedding","index":${index},"embedding":[${numberIn(text)}${TAIL}]}`,
	);
	response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
	response.end(`{"object":"list","model":"bench","data":[${data.join(',')}]}`);
}
