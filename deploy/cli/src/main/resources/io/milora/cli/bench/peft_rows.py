"""Trains PEFT's LoRA with transformers' Trainer on the rows of a task; prints tokens/s of real tokens as one JSON line.
Usage: peft_rows.py PEERS_DIR TASK.json"""
import contextlib, json, sys, tempfile, time
import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM, Trainer, TrainingArguments

folder, task = sys.argv[1], json.load(open(sys.argv[2]))
torch.set_num_threads(task['threads'])
rows = [row for job in task['jobs'] for row in job]
rank, batch = task['rank'], min(task['batch_size'], len(rows))
modules = ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj']
model = AutoModelForCausalLM.from_pretrained(f'{folder}/.model/hf', dtype=torch.float32)
model = get_peft_model(model, LoraConfig(r=rank, lora_alpha=2 * rank, target_modules=modules, task_type='CAUSAL_LM'))

data = [dict(input_ids=r['prompt'] + r['response'], labels=[-100] * len(r['prompt']) + r['response']) for r in rows]


def pad(batch):
    """To the longest row of the batch, as transformers' collators for language models do."""
    width = max(len(row['input_ids']) for row in batch)
    fill = lambda name, value: torch.tensor([row[name] + [value] * (width - len(row[name])) for row in batch])
    mask = [[1] * len(row['input_ids']) + [0] * (width - len(row['input_ids'])) for row in batch]
    return dict(input_ids=fill('input_ids', 0), labels=fill('labels', -100), attention_mask=torch.tensor(mask))


def train(rows, out):
    arguments = TrainingArguments(
        out, per_device_train_batch_size=batch, num_train_epochs=1, learning_rate=1e-4, use_cpu=True, seed=0,
        save_strategy='no', logging_strategy='no', report_to=[], disable_tqdm=True)
    trainer = Trainer(model=model, args=arguments, train_dataset=rows, data_collator=pad)
    start = time.perf_counter()
    trainer.train()
    return time.perf_counter() - start


# transformers' Trainer prints a summary of its own
with tempfile.TemporaryDirectory() as out, contextlib.redirect_stdout(sys.stderr):
    train(data[:2 * batch], out)
    seconds = train(data, out)
print(json.dumps(dict(system='peft', runs=[sum(len(row['input_ids']) for row in data) / seconds])), flush=True)
