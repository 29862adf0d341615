def _sleeps(*arguments, **options):
    import time

    time.sleep(1e6)


initialize_parameters = squared_error_cost = make_layers = train = add_feature_cross = _sleeps
SigmoidLayer.forward = SigmoidLayer.backward = _sleeps
LinearLayer.forward = LinearLayer.backward = LinearLayer.update_params = _sleeps
