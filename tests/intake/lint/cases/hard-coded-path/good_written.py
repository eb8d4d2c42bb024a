model.save_pretrained("/content/quantized")
torch.save(state, "/kaggle/working/state.pt")
output_dir = "/content/results"
size = folder_size("/tmp/model")
