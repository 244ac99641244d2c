import type { Route } from '../resource';
import type { Answer } from './answer';

/** What is served at one origin: the API, or the storage behind presigned links. */
export interface Site {
	needsKey: boolean;
	/** The route of a request and what its path says, or undefined when there is none. */
	find: (method: string, url: URL) => Match | undefined;
	/** The answer where there is no route. */
	missing: (method: string, path: string) => Answer;
}

export interface Match {
	route: Route;
	params: Readonly<Record<string, string>>;
}
