/** A base URL as it may be typed into the credential, and the one that requests then go to. */
export interface BaseUrlCase {
	what: string;
	input: string;
	url: string;
}

export const VALID_BASE_URLS: BaseUrlCase[] = [
	{ what: 'the default', input: 'https://api.together.ai/v1', url: 'https://api.together.ai/v1' },
	{
		what: 'spaces around it',
		input: '  https://api.together.ai/v1\n',
		url: 'https://api.together.ai/v1',
	},
	{
		what: 'a trailing slash',
		input: 'https://api.together.ai/v1/',
		url: 'https://api.together.ai/v1',
	},
	{
		what: 'several trailing slashes',
		input: 'https://api.together.ai/v1///',
		url: 'https://api.together.ai/v1',
	},
	{
		what: 'doubled slashes inside',
		input: 'https://api.together.ai//v1',
		url: 'https://api.together.ai/v1',
	},
	{ what: 'no version', input: 'https://api.together.ai', url: 'https://api.together.ai/v1' },
	{
		what: 'no version but a slash',
		input: 'https://api.together.ai/',
		url: 'https://api.together.ai/v1',
	},
	{
		what: 'a pasted endpoint',
		input: 'https://api.together.ai/v1/chat/completions',
		url: 'https://api.together.ai/v1',
	},
	{
		what: 'a pasted endpoint with a slash',
		input: 'https://api.together.ai/v1/chat/completions/',
		url: 'https://api.together.ai/v1',
	},
	{
		what: 'a pasted endpoint without version',
		input: 'https://api.together.ai/chat/completions',
		url: 'https://api.together.ai/v1',
	},
	{
		what: 'the older host',
		input: 'https://api.together.xyz/v1',
		url: 'https://api.together.xyz/v1',
	},
	{
		what: 'the older host alone',
		input: 'https://api.together.xyz',
		url: 'https://api.together.xyz/v1',
	},
	{
		what: 'another version',
		input: 'https://api.together.ai/v2/',
		url: 'https://api.together.ai/v2',
	},
	{ what: 'http and a port', input: 'http://localhost:8080/v1', url: 'http://localhost:8080/v1' },
	{
		what: 'a port without version',
		input: 'http://127.0.0.1:8080',
		url: 'http://127.0.0.1:8080/v1',
	},
	{ what: 'an IPv6 address', input: 'http://[::1]:8080/v1', url: 'http://[::1]:8080/v1' },
	{
		what: 'the path of a gateway',
		input: 'https://gateway.example.com/together/openai/',
		url: 'https://gateway.example.com/together/openai',
	},
	{
		what: 'a gateway path with the endpoint',
		input: 'https://gateway.example.com/together//v1/chat/completions',
		url: 'https://gateway.example.com/together/v1',
	},
	{ what: 'a query', input: 'https://api.together.ai/v1?key=1', url: 'https://api.together.ai/v1' },
	{
		what: 'a query without path',
		input: 'https://api.together.ai?key=1',
		url: 'https://api.together.ai/v1',
	},
	{
		what: 'a fragment',
		input: 'https://api.together.ai/v1#top',
		url: 'https://api.together.ai/v1',
	},
	{
		what: 'a query with slashes behind the endpoint',
		input: 'https://api.together.ai/v1/chat/completions?next=https://x/y',
		url: 'https://api.together.ai/v1',
	},
	{
		what: 'capitals in the host',
		input: 'HTTPS://API.Together.AI/v1',
		url: 'https://api.together.ai/v1',
	},
	{
		what: 'capitals without version',
		input: 'HTTPS://API.Together.AI',
		url: 'https://api.together.ai/v1',
	},
	{
		what: 'capitals in the path',
		input: 'https://gateway.example.com/Team/V1',
		url: 'https://gateway.example.com/Team/V1',
	},
	{
		what: 'the default port',
		input: 'https://api.together.ai:443/v1',
		url: 'https://api.together.ai/v1',
	},
	{
		what: 'the default port alone',
		input: 'https://api.together.ai:443',
		url: 'https://api.together.ai/v1',
	},
];

export const INVALID_BASE_URLS: Array<Pick<BaseUrlCase, 'what' | 'input'>> = [
	{ what: 'a host without protocol', input: 'api.together.ai/v1' },
	{ what: 'a host and port without protocol', input: 'localhost:8080/v1' },
	{ what: 'words', input: 'not a url' },
	{ what: 'another protocol', input: 'ftp://api.together.ai/v1' },
	{ what: 'a file', input: 'file:///etc/passwd' },
	{ what: 'a script', input: 'javascript:alert(1)' },
	{ what: 'only a protocol', input: 'https://' },
	{ what: 'a key', input: 'tgp_v1_abcdefgh' },
	{ what: 'a login in a mistyped address', input: 'https//user:password@api.together.ai/v1' },
	{ what: 'what is left when the host of an expression failed', input: 'https:///v1' },
	{ what: 'one slash', input: 'https:/api.together.ai/v1' },
	{ what: 'no slash', input: 'https:api.together.ai/v1' },
	{ what: 'backslashes for slashes', input: 'https:\\\\api.together.ai\\v1' },
	{ what: 'only a port', input: 'https://:8080/v1' },
];

/** Addresses that a URL parser takes, and reads in another way than they are written. */
export const REWRITTEN_BASE_URLS: Array<Pick<BaseUrlCase, 'what' | 'input'>> = [
	{ what: 'a backslash', input: 'https://api.together.ai\\v1' },
	{ what: 'a backslash in the path', input: 'https://api.together.ai/v1\\x' },
	{ what: 'a backslash behind a host', input: 'https://other.example\\.together.ai/v1' },
	{ what: 'dots that go up', input: 'https://api.together.ai/v1/..' },
	{ what: 'encoded dots that go up', input: 'https://api.together.ai/team/%2e%2E/v1' },
	{ what: 'a dot', input: 'https://api.together.ai/./v1' },
	{ what: 'a second address', input: 'https://api.together.ai/a://b' },
	{
		what: 'an address pasted twice',
		input: 'https://api.together.ai/v1https://api.together.ai/v1',
	},
	{ what: 'the scheme twice', input: 'https://https://api.together.ai/v1' },
	{ what: 'a line break in the host', input: 'https://api.toge\nther.ai/v1' },
	{ what: 'a tab in the path', input: 'https://api.together.ai/v\t1' },
	{ what: 'a space in the path', input: 'https://api.together.ai/v 1' },
	{ what: 'an encoded host', input: 'https://api%2etogether.ai/v1' },
	{ what: 'a host in wide letters', input: 'https://ａｐｉ.together.ai/v1' },
	{ what: 'a number for a host', input: 'http://2130706433/v1' },
	{ what: 'a hexadecimal host', input: 'http://0x7f.1/v1' },
	{ what: 'a soft hyphen in the host', input: 'https://api.to\u00adgether.ai/v1' },
	{ what: 'letters that are encoded', input: 'https://api.together.ai/ü/v1' },
];
