const HEADERS = { 'content-type': 'text/event-stream' };

/** A `Response` of server-sent events that begins with the first event that says something. */
export class EventStreamResponse {
	private readonly encoder = new TextEncoder();

	private stream: ReadableStreamDefaultController<Uint8Array> | undefined;

	private held: string[] = [];

	/** @param onBegin gets the response, once; what was held back comes first in it */
	constructor(private readonly onBegin: (response: Response) => void) {}

	/** True once the response was handed over: nothing in it can be taken back. */
	get hasBegun(): boolean {
		return this.stream !== undefined;
	}

	/** Drops what is held back. */
	forget(): void {
		this.held = [];
	}

	/** @param saysSomething false for an event that may be held back */
	write(data: string, saysSomething: boolean): void {
		this.held.push(data);
		if (this.stream || saysSomething) this.release();
	}

	/** Ends the response properly, also where nothing was said in it. */
	end(): void {
		this.held.push('[DONE]');
		this.release()?.close();
	}

	/** Breaks the response off. */
	fail(error: Error): void {
		this.release()?.error(error);
	}

	private release(): ReadableStreamDefaultController<Uint8Array> | undefined {
		if (!this.stream) this.begin();
		const events = this.held.map((data) => `data: ${data}\n\n`).join('');
		this.held = [];
		if (events !== '') this.stream?.enqueue(this.encoder.encode(events));
		return this.stream;
	}

	private begin(): void {
		const body = new ReadableStream<Uint8Array>({
			start: (controller) => {
				this.stream = controller;
			},
		});
		this.onBegin(new Response(body, { headers: HEADERS }));
	}
}
