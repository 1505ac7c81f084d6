"""llama.cpp's tokens/s of one prompt, read as a whole, logits of its last token only; one JSON line.
Usage: llama_cpp_prefill.py PEERS_DIR MODEL(q4_1|q8_0|f16) TOKENS"""
import ctypes, json, os, sys, time
import llama_cpp as L, numpy as np

folder, model, tokens = sys.argv[1], sys.argv[2], int(sys.argv[3])
threads = int(os.environ.get('THREADS', '2'))
quiet = L.llama_log_callback(lambda *_: None)
L.llama_log_set(quiet, ctypes.c_void_p(0))
L.llama_backend_init()

weights = L.llama_model_load_from_file(f'{folder}/.model/{model}.gguf'.encode(), L.llama_model_default_params())
options = L.llama_context_default_params()
options.n_ctx, options.n_batch, options.n_ubatch = 2 * tokens, tokens, tokens
options.n_threads = options.n_threads_batch = threads
context = L.llama_init_from_model(weights, options)
memory = L.llama_get_memory(context)
batch, random = L.llama_batch_init(tokens, 0, 1), np.random.default_rng(0)


def read():
    """Tokens/s of a fresh prompt."""
    L.llama_memory_clear(memory, True)
    batch.n_tokens = tokens
    for i, token in enumerate(random.integers(100, 40000, tokens)):
        batch.token[i], batch.pos[i], batch.n_seq_id[i], batch.logits[i] = int(token), i, 1, i == tokens - 1
        batch.seq_id[i][0] = 0
    start = time.perf_counter()
    if L.llama_decode(context, batch) != 0:
        sys.exit('llama_decode failed')
    L.llama_synchronize(context)
    return tokens / (time.perf_counter() - start)


read()  # warms up
print(json.dumps(dict(system='llama.cpp', work=f'prefill {model}', runs=[read() for _ in range(5)])), flush=True)
