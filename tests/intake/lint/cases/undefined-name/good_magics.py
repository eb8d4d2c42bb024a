files = !ls
%%capture output
print(files, output)
