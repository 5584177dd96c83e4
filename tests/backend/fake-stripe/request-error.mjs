// A request that Stripe refuses, with the shape of its error answers.
export class RequestError extends Error {
  constructor(status, code, message, param) {
    super(message);
    this.status = status;
    this.code = code;
    this.param = param;
  }

  get body() {
    const type = { 402: 'card_error', 429: 'rate_limit_error', 500: 'api_error' }[this.status];
    const error = { type: type ?? 'invalid_request_error', code: this.code, message: this.message };
    if (this.param !== undefined) error.param = this.param;
    return { error };
  }
}
