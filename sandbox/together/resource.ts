import type { IncomingHttpHeaders } from 'node:http';

import type { StandInOptions } from './options';
import type { Admission } from './shared/admission';
import type { Answer } from './shared/answer';
import type { Body } from './shared/body';
import type { Ids } from './shared/ids';
import type { Storage } from './shared/storage';

/** A request as a resource gets it: let in by its key, its body read to the end. */
export interface ApiRequest {
	method: string;
	/** Path without query, e.g. `/v1/files/file-1`. */
	path: string;
	/** What stands in the path where the route has `:name`, decoded. */
	params: Readonly<Record<string, string>>;
	query: URLSearchParams;
	headers: IncomingHttpHeaders;
	body: Body;
	/** Number among the requests to this route, from 0. */
	index: number;
	/** What the answer's `x-request-id` says. */
	id: string;
	/** Aborted when the client goes away before it has its whole answer. */
	signal: AbortSignal;
	/** Calls back once the answer is complete or the client has gone. */
	atEnd: (done: () => void) => void;
}

/** What the resources of one stand-in share. */
export interface Shared {
	readonly options: StandInOptions;
	readonly ids: Ids;
	readonly admission: Admission;
	readonly storage: Storage;
}

/** Serves one route. What it throws is told to the client as a fault of the stand-in. */
export type Handler = (request: ApiRequest, shared: Shared) => Answer | Promise<Answer>;

export interface Route {
	method: string;
	/** Path with version, `:name` for a part that varies, e.g. `/v1/files/:id/content`. */
	path: string;
	handle: Handler;
	/** Such requests count as in flight, and `intercept` sees them instead of `interceptOther`. */
	asksModel?: boolean;
}

/** The routes of one resource. */
export type Resource = readonly Route[];
