import { Batches } from './batches';
import { ChatCompletions } from './chatCompletions';
import { Embeddings } from './embeddings';
import { Files } from './files';
import { Models } from './models';
import { Pacing } from './pacing';
import type { RequestSettings } from './requestSettings';
import { Rerank } from './rerank';
import { HttpClient, type Account } from '../http/httpClient';

/**
 * One account of the Together API. Whatever goes wrong with a request is thrown as an `ApiError`, or
 * as a `RequestFailed` around it where requests are repeated.
 */
export class TogetherClient {
	readonly chat: ChatCompletions;

	readonly embeddings: Embeddings;

	readonly models: Models;

	readonly rerank: Rerank;

	readonly files: Files;

	readonly batches: Batches;

	constructor(
		readonly account: Account,
		settings: RequestSettings,
	) {
		const http = new HttpClient(account, settings);
		const pacing = new Pacing(account, settings);
		this.chat = new ChatCompletions(http, pacing, settings);
		this.models = new Models(http, pacing);
		this.embeddings = new Embeddings(http, pacing, this.models);
		this.rerank = new Rerank(http, pacing, this.models);
		this.files = new Files(http, pacing);
		this.batches = new Batches(http, pacing);
	}
}
