"""The components of training that params.yaml selects by name: models, optimizers, losses and so on."""
