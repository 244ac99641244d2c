/** n8n ties a session to the browser it began in. */
const BROWSER_ID = 'e2e';

/** A session with n8n's own REST API, as the editor has it. */
export interface Session {
	readonly url: string;
	readonly cookie: string;
}

/**
 * One call of the REST API.
 * @returns the `data` of the answer
 * @throws {Error} with what n8n said, when it refused
 */
export async function call<Data>(
	session: Session,
	method: string,
	path: string,
	body?: unknown,
): Promise<Data> {
	const response = await send(session, method, path, body);
	const text = await response.text();
	if (!response.ok) throw new Error(`${method} ${path} gave ${response.status}: ${text}`);
	const answer = (text === '' ? {} : JSON.parse(text)) as { data?: unknown };
	return answer.data as Data;
}

/** The address of the one who may do everything in a fresh n8n. */
export const OWNER = { email: 'owner@example.com', password: 'Local-only-1' };

/** Makes a fresh n8n's owner and signs in. */
export async function signUp(url: string): Promise<Session> {
	const nobody = { url, cookie: '' };
	const names = { firstName: 'Otto', lastName: 'Owner' };
	await call(nobody, 'POST', '/rest/owner/setup', { ...OWNER, ...names });
	return await signIn(url);
}

/** Signs in as the owner. */
export async function signIn(url: string): Promise<Session> {
	const { email, password } = OWNER;
	const response = await send({ url, cookie: '' }, 'POST', '/rest/login', {
		emailOrLdapLoginId: email,
		password,
	});
	if (!response.ok) throw new Error(`Signing in gave ${response.status}`);
	const cookie = response.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
	return { url, cookie: cookie.join('; ') };
}

async function send({ url, cookie }: Session, method: string, path: string, body?: unknown) {
	return await fetch(`${url}${path}`, {
		method,
		headers: {
			'content-type': 'application/json',
			'browser-id': BROWSER_ID,
			cookie,
			// n8n may close an idle connection at the moment at which the next request is sent on it.
			connection: 'close',
		},
		...(body !== undefined && { body: JSON.stringify(body) }),
	});
}
