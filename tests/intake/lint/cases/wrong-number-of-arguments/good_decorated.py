import click

@click.command()
def main(model, repeats):
    print(model, repeats)

main()
