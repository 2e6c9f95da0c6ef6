// Systems of linear equations whose matrix is symmetric and positive definite.
#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace cairn::locate {

/// A matrix A, then its factor L with L L^T = A (Golub and Van Loan, Matrix Computations, 4.2).
class Cholesky {
public:
    explicit Cholesky(std::size_t size_max) : values_(size_max * size_max) {}

    /// The values are those of before until they are set.
    void resize(std::size_t size) noexcept { size_ = size; }

    /// Of the lower triangle: column <= row.
    double& at(std::size_t row, std::size_t column) noexcept { return values_[row * size_ + column]; }

    void factorise() noexcept {
        for (std::size_t row = 0; row < size_; ++row) {
            for (std::size_t column = 0; column <= row; ++column) {
                double rest = at(row, column);
                for (std::size_t k = 0; k < column; ++k) rest -= at(row, k) * at(column, k);
                at(row, column) =
                    row == column ? std::sqrt(rest > 1e-9 ? rest : 1e-9) : rest / at(column, column);
            }
        }
    }

    /// Replaces b by x of L x = b. With x of b and y of c, b^T A^-1 c is their product.
    void solve_lower(std::span<double> b) const noexcept {
        for (std::size_t row = 0; row < size_; ++row) {
            double rest = b[row];
            const double* const line = values_.data() + row * size_;
            for (std::size_t k = 0; k < row; ++k) rest -= line[k] * b[k];
            b[row] = rest / line[row];
        }
    }

private:
    std::size_t size_ = 0;
    std::vector<double> values_;
};

}  // namespace cairn::locate
