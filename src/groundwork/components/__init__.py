"""What params.yaml names and training is made of: models, optimizers, losses and the like."""
