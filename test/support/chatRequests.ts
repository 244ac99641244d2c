import { z } from 'zod';

import type { StandIn } from '../../sandbox/standIn';

const body = z
	.object({ model: z.string(), messages: z.array(z.record(z.unknown())) })
	.passthrough();

/** The body of a chat request as it arrived. */
export type ChatBody = z.infer<typeof body>;

/** The bodies of the chat requests, in the order in which they arrived. */
export function chatBodies({ requests }: StandIn): ChatBody[] {
	return requests
		.filter(({ path }) => path.endsWith('/chat/completions'))
		.map((request) => body.parse(request.body));
}

/** How often the list of models was read. */
export function modelListsRead({ requests }: StandIn): number {
	return requests.filter(({ path }) => path.endsWith('/models')).length;
}
